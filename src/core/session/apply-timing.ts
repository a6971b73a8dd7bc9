import type { Milliseconds } from '../base/units.ts'
import type { TimingEvent } from '../event/event.ts'
import { streamOf } from '../stream/stream.ts'
import { type Exchange, isFromNetwork } from '../traffic/exchange.ts'
import { weigh } from '../traffic/exchange-weight.ts'
import { originOf } from '../traffic/origin.ts'
import { nearest, placeOf, type Waiting } from '../traffic/waiting-room.ts'
import { applyExchange } from './apply-exchange.ts'
import type { Session } from './session.ts'

// The browser's clock for `startTime` and the moment the hook was called lie this close together.
const sameStart: Milliseconds = 60
/** The page has this long to read a body that the network has finished, before the exchange counts as over. */
const readWithin: Milliseconds = 2000

/** What the browser's network stack says of a request: joined with the exchange it belongs to, once. */
export function applyTiming(session: Session, event: TimingEvent): void {
  const origin = originOf(session, event.url)
  if (event.protocol) origin.protocol = event.protocol
  if (event.asked !== undefined && event.first > event.asked && !event.cached)
    origin.fastestByTiming = Math.min(origin.fastestByTiming, event.first - event.asked)
  const exchange = awaited(session, event)
  if (!exchange) return
  exchange.timing = {
    end: event.end,
    decoded: event.decoded,
    encoded: event.encoded,
    cached: event.cached ?? false,
    revalidated: event.revalidated ?? false,
  }
  if (exchange.weight && exchange.headAt !== undefined && isFromNetwork(exchange.timing))
    origin.fastestByTiming = Math.min(origin.fastestByTiming, exchange.headAt - exchange.start)
  if (event.status) exchange.status ||= event.status
  if (exchange.weight) weigh(streamOf(exchange), exchange)
  else if (!exchange.streaming) session.unread.add(exchange)
  finishUnread(session, event.at)
}

/** The exchange that this tells of, the nearest one of its document that no timing has told of yet. */
function awaited(session: Session, { doc, url, start }: TimingEvent): Exchange | undefined {
  const flows = placeOf(session.waiting, url)?.flows
  if (!flows) return undefined
  const when = { at: start, from: start - sameStart, to: start + sameStart }
  const fits = ({ untimed }: Waiting) =>
    untimed !== undefined && untimed.doc === doc && Math.abs(untimed.start - start) <= sameStart
  const index = nearest(flows, when, fits)
  const waiting = flows[index]
  if (!waiting) return undefined
  const exchange = waiting.untimed
  waiting.untimed = undefined
  if (!waiting.unlogged) flows.splice(index, 1)
  return exchange
}

/** Ends exchanges whose answer is complete on the network but whose body the page does not read. */
export function finishUnread(session: Session, now: Milliseconds): void {
  for (const exchange of session.unread) {
    const { end, decoded } = exchange.timing!
    // In order of arrival, near enough to the order of their end.
    if (now - end < readWithin) return
    const { doc, id } = exchange
    session.unread.delete(exchange)
    if (exchange.streaming) continue
    applyExchange(session, { type: 'finish', at: end, doc, id, outcome: 'ok', bytes: decoded })
  }
}
