import type { Moment } from '../base/units.ts'
import type { CaptureEvent } from '../event/event.ts'
import type { Stream } from '../stream/stream.ts'
import type { Document } from './document.ts'
import type { Session } from './session.ts'

/**
 * The events with which a session that begins anew at this time has to begin: the documents that are still there and their open
 * connections, without which their further events would not be understood. Connections that the network log reported are left
 * out: it reports them again itself.
 * @param newPage a new top document has come: the one before is gone, whether or not its event has come yet
 */
export function carriedOver(session: Session, at: Moment, newPage: boolean): CaptureEvent[] {
  const documents = [...session.documents.byName.values()].filter(
    ({ unhooked, gone, context }) => !unhooked && !gone && !(newPage && context === 'page'),
  )
  const connections = documents.flatMap(({ connections: byFlow }) =>
    [...byFlow].flatMap(([id, stream]) => (stream.status === 'open' ? connectionEvents(stream, id, at) : [])),
  )
  return [...documents.flatMap((document) => documentEvents(document, at)), ...connections]
}

function documentEvents(document: Document, at: Moment): CaptureEvent[] {
  const { name: doc, url, context, userAgent, visibility } = document
  if (url === '') return [] // it was never announced
  const events: CaptureEvent[] = [
    { type: 'document', at, doc, url, context, late: true, ...(userAgent && { userAgent }) },
  ]
  if (visibility.state === 'hidden') events.push({ type: 'visibility', at, doc, hidden: true })
  return events
}

function connectionEvents(stream: Stream, id: number, at: Moment): CaptureEvent[] {
  const { kind, document, sampleUrl: url, connection, peer } = stream
  const { subprotocol: protocol, extensions } = connection
  if (kind === 'exchanges' || kind === 'streamed' || kind === 'beacon') return []
  const flow = { at, doc: document.name, id }
  const events: CaptureEvent[] = [
    { type: 'connect', ...flow, api: kind, url, adopted: true, ...(protocol && { protocols: protocol }) },
  ]
  if (kind === 'websocket' && (protocol || extensions)) events.push({ type: 'open', ...flow, protocol, extensions })
  // An EventSource between two connections: the next one is asked for anew.
  if (kind === 'eventsource' && connection.openedAt === undefined && connection.closes > 0)
    events.push({ type: 'close', ...flow, by: 'error', retrying: true })
  if (!peer) return events
  events.push({ type: 'peer', ...flow, connection: peer.connection, ice: peer.ice, signaling: peer.signaling })
  for (const [channel, { label, state }] of peer.channels)
    events.push({ type: 'channel', ...flow, channel, label, state: state as 'open' })
  if (peer.totals) events.push({ ...peer.totals, at })
  return events
}
