import type { Bytes } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import { hypotheticalRequestBytes, type RequestKind, responseHeadBytes } from '../wire-size/http-bytes.ts'
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
export function headsOf(stream: Stream): Heads {
  const { origin, document } = stream
  const { requester } = document
  const url = stream.sampleUrl.replace(/^ws/, 'http')
  const byModel = (kind: RequestKind) =>
    hypotheticalRequestBytes({ method: 'GET', url, sent: 0, kind }, requester, origin)
  const fetched = byModel('fetch')
  // Never less than nothing, whatever a log says.
  const unseen = Math.max(-fetched, seenHeadUp(stream, fetched) - fetched)
  const handshake = handshakeBytes(url.replace(/^http/, 'ws'), requester)
  return {
    head: {
      up: fetched + unseen,
      down:
        stream.bytes.headCount > 0 ? stream.bytes.heads / stream.bytes.headCount : responseHeadBytes(undefined, origin),
    },
    eventSourceHead: byModel('event-stream') + unseen,
    handshake: { up: handshake.up + unseen, down: handshake.down },
  }
}

/** Mean head of the stream's requests; of a connection, by how much its request was longer than the model of it. */
function seenHeadUp({ kind, bytes, out, requests, attempt }: Stream, fetched: Bytes): Bytes {
  if (kind === 'exchanges' || kind === 'streamed') {
    const heads = bytes.up - out.bytes
    return heads > 0 ? heads / Math.max(1, requests.count - bytes.cachedResponses) : fetched
  }
  return fetched + (attempt?.networkLog?.sent === undefined ? 0 : attempt.networkLog.sent - attempt.headUp)
}
