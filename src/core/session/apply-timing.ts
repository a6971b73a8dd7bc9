import type { TimingEvent } from '../event/event.ts'
import { noteFirstByte, noteProtocol, originOf } from '../traffic/origin.ts'
import { findTimed, keepTiming } from '../traffic/reports.ts'
import { applyLoad } from './apply-load.ts'
import { knownDocument } from './document.ts'
import { joinTiming } from './join-timing.ts'
import type { Session } from './session.ts'

/** The browser's resource timing of a finished request: joined with the exchange that it is about, whichever came first. */
export function applyTiming(session: Session, event: TimingEvent): void {
  noteProtocol(session.origins, event.url, event.protocol)
  const party = knownDocument(session.documents, event.doc)?.party ?? event.doc
  const origin = originOf(session.origins, event.url, party)
  if (event.asked !== undefined && event.first > event.asked && !event.cached)
    noteFirstByte(origin, event.first - event.asked, 'timing')
  if (event.initiator) return applyLoad(session, event, event.initiator)
  const exchange = findTimed(session.reports, event)
  if (exchange) joinTiming(session, exchange, event)
  else keepTiming(session.reports, event)
}
