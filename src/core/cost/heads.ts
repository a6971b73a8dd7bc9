import type { Bytes } from '../base/units.ts'
import { documentOf, requesterOf } from '../session/document.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../stream/stream.ts'
import { type RequestKind, responseHeadBytes, thoughtRequestBytes } from '../wire-size/http-bytes.ts'
import { handshakeBytes } from '../wire-size/websocket-bytes.ts'

/** Heads that another technique would pay in this stream's place. */
export interface Heads {
  /** Of a request that a script makes, without its body, and of its answer. */
  head: { up: Bytes; down: Bytes }
  /** Of the request of an EventSource. */
  eventSourceHead: Bytes
  handshake: { up: Bytes; down: Bytes }
}

/**
 * Mean heads of what was seen, where the stream has seen any: they hold the server's own fields, and cookies where the network
 * log told of them. What a model of the same request lacks goes onto the models of other requests.
 */
export function headsOf(session: Session, stream: Stream): Heads {
  const requester = requesterOf(session, documentOf(session, stream.doc))
  const { origin } = stream
  const url = stream.sampleUrl.replace(/^ws/, 'http')
  const byModel = (kind: RequestKind) => thoughtRequestBytes({ method: 'GET', url, sent: 0, kind }, requester, origin)
  const fetched = byModel('fetch')
  // Never less than nothing, whatever a log says.
  const unseen = Math.max(-fetched, seenHeadUp(stream, fetched) - fetched)
  const handshake = handshakeBytes(url.replace(/^http/, 'ws'), requester)
  return {
    head: {
      up: fetched + unseen,
      down: stream.heads > 0 ? stream.headsDown / stream.heads : responseHeadBytes(undefined, origin),
    },
    eventSourceHead: byModel('event-stream') + unseen,
    handshake: { up: handshake.up + unseen, down: handshake.down },
  }
}

/** Mean head of the stream's requests; of a connection what its request had beyond the model of it. */
function seenHeadUp({ kind, bytesUp, out, requests, cached, attempt }: Stream, fetched: Bytes): Bytes {
  if (kind === 'exchanges' || kind === 'streamed') {
    const heads = bytesUp - out.bytes
    return heads > 0 ? heads / Math.max(1, requests - cached) : fetched
  }
  return fetched + (attempt?.networkLog?.sent === undefined ? 0 : attempt.networkLog.sent - attempt.headUp)
}
