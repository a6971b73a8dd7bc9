import { applyExchange } from './apply-exchange.ts'
import type { TimingEvent } from './event.ts'
import type { Exchange, Settled } from './exchange.ts'
import { originOf, type Session } from './session.ts'
import type { Stream } from './stream.ts'
import type { Bytes, Milliseconds } from './units.ts'

// The browser's clock for `startTime` and the moment the hook was called lie this close together.
const sameStart: Milliseconds = 60
/** Exchanges that wait for their resource timing: of one URL, and URLs in all. Beyond it the oldest keep their estimate. */
const mostOfUrl = 64
const mostUrls = 4096
/** The page has this long to read a body that the network has finished, before the exchange counts as over. */
const readWithin: Milliseconds = 2000

const place = (one: { doc: string; url: string }) => `${one.doc} ${one.url}`

/** From now on a resource timing of the same document, URL and start is this exchange's. */
export function expectTiming(session: Session, exchange: Exchange): void {
  const key = place(exchange)
  const waiting = session.untimed.get(key)
  if (waiting) {
    waiting.push(exchange)
    if (waiting.length > mostOfUrl) waiting.shift()
    return
  }
  session.untimed.set(key, [exchange])
  // Half at a time: taking the first entry of a Map out one by one walks over all that were taken out before.
  if (session.untimed.size > mostUrls) session.untimed = new Map([...session.untimed].slice(mostUrls / 2))
}

/** What the browser's network stack says of a request: joined with the exchange it belongs to, once. */
export function applyTiming(session: Session, event: TimingEvent): void {
  const origin = originOf(session, event.url)
  if (event.protocol) origin.protocol = event.protocol
  if (event.asked !== undefined && event.first > event.asked && !event.cached)
    origin.fastest = Math.min(origin.fastest, event.first - event.asked)
  const key = place(event)
  const waiting = session.untimed.get(key)
  const at = waiting?.findIndex((one) => Math.abs(one.start - event.start) <= sameStart) ?? -1
  if (!waiting || at < 0) return
  const [exchange] = waiting.splice(at, 1)
  if (waiting.length === 0) session.untimed.delete(key)
  exchange!.network = {
    end: event.end,
    decoded: event.decoded,
    encoded: event.encoded,
    cached: event.cached ?? false,
  }
  if (event.status) exchange!.status ||= event.status
  const stream = session.streams[Number(exchange!.streamId.slice(1)) - 1]!
  if (exchange!.settled) correct(stream, exchange!, exchange!.settled)
  else if (!exchange!.streaming) session.unread.set(`${exchange!.doc}/${exchange!.id}`, exchange!)
  finishUnread(session, event.at)
}

/** Adds what a finished exchange cost coming down, as far as it is known by then; a timing that comes later corrects it. */
export function settleBytes(stream: Stream, exchange: Exchange, settled: Settled): void {
  exchange.settled = settled
  stream.bytesDown += settled.headBytes + settled.bodyBytes
  if (exchange.network) correct(stream, exchange, settled)
}

/** Replaces the estimate by what the network counted: compressed bytes, or none where a cache answered. */
function correct(stream: Stream, exchange: Exchange, settled: Settled): void {
  const { cached, encoded } = exchange.network!
  stream.revision++
  if (cached) {
    stream.bytesUp -= exchange.upBytes
    stream.bytesDown -= settled.headBytes + settled.bodyBytes
    if (settled.news) stream.usefulBytes -= settled.bodyBytes
    return
  }
  // 0 where the server does not allow its sizes to be read.
  if (encoded === 0) return
  const change = encoded - settled.decodedBytes
  // Never below what was counted: a timing of another body would.
  stream.bytesDown += Math.max(change, -(settled.bodyBytes || settled.decodedBytes))
  if (settled.news) stream.usefulBytes += Math.max(change, -settled.bodyBytes)
  stream.measuredBytes += encoded as Bytes
}

/** Ends exchanges whose answer is complete on the network but whose body the page does not read. */
export function finishUnread(session: Session, now: Milliseconds): void {
  for (const exchange of session.unread.values()) {
    const { end, decoded } = exchange.network!
    // In order of arrival, near enough to the order of their end.
    if (now - end < readWithin) return
    const { doc, id } = exchange
    session.unread.delete(`${doc}/${id}`)
    if (exchange.streaming) continue
    applyExchange(session, { type: 'finish', at: end, doc, id, outcome: 'ok', bytes: decoded })
  }
}
