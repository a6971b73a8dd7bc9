import { emptyTally } from '../base/tally.ts'
import type { CaptureEvent } from '../event/event.ts'
import { touch } from '../stream/parts/wake-ups.ts'
import type { Stream } from '../stream/stream.ts'
import { since } from '../traffic/peer.ts'
import { datagramHeader } from '../wire-size/webrtc-bytes.ts'
import type { Session } from './session.ts'

type PeerEvents = Extract<CaptureEvent, { type: 'channel' | 'peer' | 'stats' }>

/** States, data channels and statistics of peer connections. Called by `applyEvent` only. */
export function applyPeer(session: Session, event: PeerEvents): void {
  const stream = session.documents.get(event.doc)?.byFlow.get(event.id)
  const peer = stream?.peer
  if (!stream || !peer) return // its start was lost; what counts are its messages
  stream.revision++
  if (event.type === 'channel') {
    const known = peer.channels.get(event.channel)
    if (known)
      Object.assign(known, {
        label: event.label || known.label,
        state: event.state,
      })
    else
      peer.channels.set(event.channel, {
        label: event.label,
        state: event.state,
        in: emptyTally(),
        out: emptyTally(),
      })
    return
  }
  if (event.type === 'peer') {
    peer.connection = event.connection
    peer.ice = event.ice
    peer.signaling = event.signaling
    if (event.candidate) peer.candidates[event.candidate] = (peer.candidates[event.candidate] ?? 0) + 1
    applyState(stream, event.connection, event.at)
    return
  }
  touch(stream, event.at)
  // Of a connection that was there before, what it had moved by then is not the session's.
  if (stream.adopted) peer.before ??= event
  peer.totals = event
  peer.stats = peer.before ? since(peer.before, event) : event
  peer.media ||= event.media ?? false
  weighPeer(stream)
}

/**
 * Bytes of a peer connection: the browser's count of datagram payloads with the headers below them, or the model of its
 * messages where that is more. Statistics are a second old at the end, and Firefox counts no packets of data channels.
 */
export function weighPeer(stream: Stream): void {
  const peer = stream.peer!
  const { sent, received, packetsSent, packetsReceived } = peer.stats ?? nothing
  stream.bytesUp = Math.max(peer.modelledUp, sent + packetsSent * datagramHeader)
  stream.bytesDown = Math.max(peer.modelledDown, received + packetsReceived * datagramHeader)
  stream.measuredBytes =
    (stream.bytesUp > peer.modelledUp ? sent : 0) + (stream.bytesDown > peer.modelledDown ? received : 0)
}

const nothing = { sent: 0, received: 0, packetsSent: 0, packetsReceived: 0 }

function applyState(stream: Stream, connection: string, at: number): void {
  if (connection === 'connected' && stream.openedAt === undefined) {
    stream.opens++
    stream.openedAt = at
    stream.status = 'open'
    if (stream.opens === 1) stream.connectMs = at - stream.firstAt
  }
  if (connection === 'failed' || connection === 'closed') {
    if (stream.openedAt !== undefined) stream.heldMs += Math.max(0, at - stream.openedAt)
    stream.openedAt = undefined
    stream.status = connection === 'failed' || stream.opens === 0 ? 'failed' : 'closed'
    stream.lastAt = Math.max(stream.lastAt, at)
  }
}
