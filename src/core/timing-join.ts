import { applyExchange } from './apply-exchange.ts'
import type { TimingEvent } from './event.ts'
import type { Exchange } from './exchange.ts'
import { weigh } from './exchange-bytes.ts'
import { streamOf } from './merged-stream.ts'
import { originOf, type Session } from './session.ts'
import type { Milliseconds } from './units.ts'
import { meet, moment, wait } from './waiting-room.ts'

// The browser's clock for `startTime` and the moment the hook was called lie this close together.
const sameStart: Milliseconds = 60
/** The page has this long to read a body that the network has finished, before the exchange counts as over. */
const readWithin: Milliseconds = 2000

const place = (one: { doc: string; url: string }) => `${one.doc} ${one.url}`

/** From now on a resource timing of the same document, URL and start is this exchange's. */
export function expectTiming(session: Session, exchange: Exchange): void {
  const { start } = exchange
  wait(session.untimed, place(exchange), { at: start, from: start - sameStart, to: start + sameStart, who: exchange })
}

/** What the browser's network stack says of a request: joined with the exchange it belongs to, once. */
export function applyTiming(session: Session, event: TimingEvent): void {
  const origin = originOf(session, event.url)
  if (event.protocol) origin.protocol = event.protocol
  if (event.asked !== undefined && event.first > event.asked && !event.cached)
    origin.fastest = Math.min(origin.fastest, event.first - event.asked)
  const exchange = meet(session.untimed, place(event), moment(event.start))
  if (!exchange) return
  exchange.network = {
    end: event.end,
    decoded: event.decoded,
    encoded: event.encoded,
    cached: event.cached ?? false,
    revalidated: event.revalidated ?? false,
  }
  if (event.status) exchange.status ||= event.status
  if (exchange.settled) weigh(streamOf(exchange), exchange)
  else if (!exchange.streaming) session.unread.set(`${exchange.doc}/${exchange.id}`, exchange)
  finishUnread(session, event.at)
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
