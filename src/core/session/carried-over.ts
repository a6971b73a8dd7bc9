import type { Milliseconds } from '../base/units.ts'
import type { CaptureEvent } from '../event/event.ts'
import type { Stream } from '../stream/stream.ts'
import type { DocumentFacts } from './document.ts'
import type { Session } from './session.ts'

/**
 * What a session that begins anew at this time has to be told of the one before: the documents that are still there and their
 * open connections, without which nothing that they say from now on would be understood. What the network log told of is left
 * out: it tells of that itself.
 * @param newPage a new top document has come: the one before is gone, whether or not that has been told yet
 */
export function carriedOver(session: Session, at: Milliseconds, newPage: boolean): CaptureEvent[] {
  const stays = ({ unhooked, gone, context }: DocumentFacts) => !unhooked && !gone && !(newPage && context === 'page')
  const events: CaptureEvent[] = []
  for (const [doc, facts] of session.documents) {
    if (!stays(facts) || facts.url === '') continue // it was never announced
    const { url, context, userAgent, hidden } = facts
    events.push({ type: 'document', at, doc, url, context, late: true, ...(userAgent && { userAgent }) })
    if (hidden) events.push({ type: 'visibility', at, doc, hidden })
  }
  for (const facts of session.documents.values()) {
    if (!stays(facts)) continue
    for (const [id, stream] of facts.byFlow)
      if (stream.status === 'open') events.push(...connectionEvents(stream, id, at))
  }
  return events
}

function connectionEvents(stream: Stream, id: number, at: Milliseconds): CaptureEvent[] {
  const { kind, doc, sampleUrl: url, subprotocol: protocol, extensions, peer } = stream
  if (kind === 'exchanges' || kind === 'streamed' || kind === 'beacon') return []
  const flow = { at, doc, id }
  const events: CaptureEvent[] = [
    { type: 'connect', ...flow, api: kind, url, adopted: true, ...(protocol && { protocols: protocol }) },
  ]
  if (kind === 'websocket' && (protocol || extensions)) events.push({ type: 'open', ...flow, protocol, extensions })
  // Between two connections; the next is asked for anew.
  if (kind === 'eventsource' && stream.openedAt === undefined && stream.closes > 0)
    events.push({ type: 'close', ...flow, by: 'error', retrying: true })
  if (!peer) return events
  const { connection, ice, signaling, channels, totals } = peer
  events.push({ type: 'peer', ...flow, connection, ice, signaling })
  for (const [channel, { label, state }] of channels)
    events.push({ type: 'channel', ...flow, channel, label, state: state as 'open' })
  if (totals) events.push({ ...totals, at })
  return events
}
