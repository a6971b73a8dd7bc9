import type { ChannelEvent, PeerEvent, StatsEvent } from '../event/connection-events.ts'
import { endConnection, noteOpen } from '../stream/parts/connection-life.ts'
import { changed, noteTime, type Stream, setStatus, touch } from '../stream/stream.ts'
import { weighPeer } from '../stream/weigh.ts'
import { noteDataChannel, notePeerState, noteStats, type Peer } from '../traffic/peer.ts'
import { tellClosed } from './count-row.ts'
import { knownDocument } from './document.ts'
import type { Session } from './session.ts'

// Events of a peer connection whose start was lost are left out: only its messages count as lost.
const peerStream = (session: Session, { doc, id }: { doc: string; id: number }): PeerStream | undefined => {
  const stream = knownDocument(session.documents, doc)?.connections.get(id)
  return stream?.peer && (stream as PeerStream)
}

type PeerStream = Stream & { peer: Peer }

/** A data channel changed its state. */
export function applyDataChannel(session: Session, event: ChannelEvent): void {
  const stream = peerStream(session, event)
  if (!stream) return
  changed(stream)
  noteDataChannel(stream.peer, event)
}

/** A peer connection changed one of its states, or gathered a candidate. */
export function applyPeer(session: Session, event: PeerEvent): void {
  const stream = peerStream(session, event)
  if (!stream) return
  changed(stream)
  notePeerState(stream.peer, event)
  const { at, connection: state } = event
  const { connection } = stream
  if (state === 'connected' && connection.openedAt === undefined) {
    noteOpen(connection, at, stream.firstAt)
    setStatus(stream, 'open')
  }
  if (state === 'failed' || state === 'closed') {
    tellClosed(session, stream, at)
    endConnection(connection, at)
    // A connection that never had another peer to go to has not failed: a page tried what the browser can do, or which addresses it has.
    const isFailed = state === 'failed' || (connection.opens === 0 && stream.peer.tried)
    setStatus(stream, isFailed ? 'failed' : 'closed')
    noteTime(stream, at)
  }
}

/** The browser's totals, once a second. */
export function applyStats(session: Session, event: StatsEvent): void {
  const stream = peerStream(session, event)
  if (!stream) return
  touch(stream, event.at)
  noteStats(stream.peer, event, stream.connection.adopted)
  weighPeer(stream, stream.peer)
}
