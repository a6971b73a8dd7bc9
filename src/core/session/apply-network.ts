import { setBounded } from '../base/bounded-map.ts'
import type { NetworkEvent } from '../event/event.ts'
import { addBytes } from '../stream/parts/byte-ledger.ts'
import { noteConnectionName } from '../stream/parts/connection-life.ts'
import { changed, type Stream, type StreamAttempt, type StreamExchange, streamOf } from '../stream/stream.ts'
import { weigh, weighAttempt } from '../stream/weigh.ts'
import { noteAttemptLog } from '../traffic/attempt.ts'
import { noteNetworkLog } from '../traffic/exchange.ts'
import { noteProtocol, originOf } from '../traffic/origin.ts'
import { withoutFragment } from '../traffic/report-places.ts'
import { findLogged, keepUnclaimed, noteListed } from '../traffic/reports.ts'
import { knownDocument } from './document.ts'
import { inFlightExchange } from './in-flight.ts'
import type { Session } from './session.ts'

/** A request or connection that the network log reports. */
type Logged = StreamExchange | StreamAttempt

/** The network log's report of a request: joined with the exchange or connection that it is about, whichever came first. */
export function applyNetwork(session: Session, event: NetworkEvent): void {
  if (!event.cached) noteProtocol(originOf(session.origins, event.url), event.protocol)
  const own = event.doc !== undefined
  const flow = own ? ownFlow(session, event) : findLogged(session.reports, event)
  if (flow) return joinLog(session, flow, event)
  if (own) return // the request that it is about was lost, which has been counted already
  const source = event.method === 'GET' ? session.eventSources.get(withoutFragment(event.url)) : undefined
  if (source && event.end !== undefined && event.status !== 200) addFailedAttempt(source, event)
  else keepUnclaimed(session.reports, event)
}

/** The request or connection that the log itself reported before. */
function ownFlow(session: Session, { doc = '', id = -1 }: NetworkEvent): Logged | undefined {
  return inFlightExchange(session, doc, id) ?? knownDocument(session.documents, doc)?.byFlow.get(id)?.attempt
}

/** Joins a report of the network log with its request or connection; and the final report, if it came before this one. */
export function joinLog(session: Session, flow: Logged, event: NetworkEvent): void {
  const final = noteListed(session.reports, event, flow)
  const stream = streamOf(flow)
  if (event.connection) noteConnectionName(stream.connection, event.connection)
  if ('headUp' in flow) {
    noteAttemptLog(flow, event)
    weighAttempt(flow)
  } else {
    noteNetworkLog(flow, event)
    weigh(stream, flow)
  }
  if (final) joinLog(session, flow, final)
}

/** An EventSource that finds no server tries again and again; the page sees no more of each attempt than an error. */
function addFailedAttempt(stream: Stream, { sent = 0, received = 0, head = 0, body = 0 }: NetworkEvent): void {
  const down = received || head + body
  addBytes(stream.bytes, sent, down, sent + down)
  changed(stream)
}

/** URLs whose last EventSource is remembered. */
const maxEventSources = 1024

/** Remembers the EventSource that a hook reported last for this URL. */
export const noteEventSource = ({ eventSources }: Session, stream: Stream): void =>
  setBounded(eventSources, withoutFragment(stream.sampleUrl), stream, maxEventSources)
