import type { Bytes } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import { noteBesides, noteConnectionName } from '../stream/parts/connection-life.ts'
import { changed, type StreamAttempt, type StreamExchange, streamOf } from '../stream/stream.ts'
import { weigh, weighAttempt } from '../stream/weigh.ts'
import { noteAttemptLog } from '../traffic/attempt.ts'
import { noteNetworkLog } from '../traffic/exchange.ts'
import { noteProtocol } from '../traffic/origin.ts'
import { findLogged, keepUnclaimed, noteListed, takeFinalReport } from '../traffic/reports.ts'
import { knownDocument } from './document.ts'
import { addFailedAttempt } from './event-sources.ts'
import { hearingOf, noteReport } from './hearings.ts'
import { inFlightExchange } from './in-flight.ts'
import type { Session } from './session.ts'

/** A request or connection that the network log reports. */
type Logged = StreamExchange | StreamAttempt

const isAttempt = (flow: Logged): flow is StreamAttempt => 'headUp' in flow

/** The network log's report of a request: joined with the exchange or connection that it is about, whichever came first. */
export function applyNetwork(session: Session, event: NetworkEvent): void {
  if (event.besides !== undefined) return applyBesides(session, event, event.besides)
  if (!event.cached) noteProtocol(session.origins, event.url, event.protocol)
  const own = event.doc !== undefined
  const flow = own ? ownFlow(session, event) : findLogged(session.reports, event)
  if (flow) return joinLog(session, flow, event)
  if (own) return // the request that it is about was lost, which has been counted already
  if (!addFailedAttempt(session.eventSources, event)) keepUnclaimed(session.reports, event)
}

/** What an EventSource of a hook has received besides events and comments. */
function applyBesides(session: Session, { doc = '', id = -1, at }: NetworkEvent, bytes: Bytes): void {
  const hearing = hearingOf(session.hearings, { doc, id })
  if (!hearing) return
  noteBesides(hearing.stream.connection, bytes, at)
  changed(hearing.stream)
}

/** The request or connection that the log itself reported before. */
function ownFlow(session: Session, { doc = '', id = -1 }: NetworkEvent): Logged | undefined {
  return inFlightExchange(session, doc, id) ?? knownDocument(session.documents, doc)?.connections.get(id)?.attempt
}

/** Joins a report of the network log with its request or connection; and the final report, if it came before this one. */
export function joinLog(session: Session, flow: Logged, event: NetworkEvent): void {
  noteListed(session.reports, event, flow)
  const stream = streamOf(flow)
  if (event.connection) noteConnectionName(stream.connection, event.connection)
  if (isAttempt(flow)) {
    noteAttemptLog(flow, event)
    noteReport(session.hearings, event, stream)
    weighAttempt(flow)
  } else {
    noteNetworkLog(flow, event)
    weigh(stream, flow)
  }
  const final = takeFinalReport(session.reports, event)
  if (final) joinLog(session, flow, final)
}
