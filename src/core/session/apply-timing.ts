import type { TimingEvent } from '../event/event.ts'
import { streamOf } from '../stream/stream.ts'
import { weigh } from '../stream/weigh.ts'
import { isFromNetwork, isOver, noteTiming } from '../traffic/exchange.ts'
import { noteFirstByte, noteProtocol, originOf } from '../traffic/origin.ts'
import { findTimed } from '../traffic/reports.ts'
import { knownDocument } from './document.ts'
import { finishExchange } from './finish-exchange.ts'
import type { Session } from './session.ts'
import { overdue } from './unread.ts'

/** The browser's resource timing of a finished request: joined with the exchange that it is about, once. */
export function applyTiming(session: Session, event: TimingEvent): void {
  noteProtocol(session.origins, event.url, event.protocol)
  const party = knownDocument(session.documents, event.doc)?.party ?? event.doc
  const origin = originOf(session.origins, event.url, party)
  if (event.asked !== undefined && event.first > event.asked && !event.cached)
    noteFirstByte(origin, event.first - event.asked, 'timing')
  const exchange = findTimed(session.reports, event)
  if (!exchange) return
  noteTiming(exchange, event)
  if (isOver(exchange) && exchange.headAt !== undefined && isFromNetwork(exchange.timing!))
    noteFirstByte(origin, exchange.headAt - exchange.start, 'timing')
  if (isOver(exchange)) weigh(streamOf(exchange), exchange)
  else if (!exchange.streaming) session.unread.add(exchange)
  for (const late of overdue(session.unread, event.at)) finishExchange(session, late.exchange, late.finish)
}
