import type { Bytes } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import { hypotheticalRequestBytes, type RequestKind, responseHeadBytes } from '../wire-size/http-bytes.ts'
import { handshakeBytes } from '../wire-size/websocket-bytes.ts'

/** Sizes of the heads that another technique would have in the place of a stream. */
export interface Heads {
  /** The head of a request that a script makes, and of the response. */
  head: { up: Bytes; down: Bytes }
  /** The request head of an EventSource. */
  eventSourceHead: Bytes
  handshake: { up: Bytes; down: Bytes }
}

/**
 * The sizes of heads in the place of a stream: means of the stream's own heads, where it has any, as they hold the fields of the
 * server, and cookies where the network log reported them. The difference of a request head from its model (mostly cookies) is
 * added to the models of other requests.
 */
export function headsOf(stream: Stream): Heads {
  const { origin, document } = stream
  const { requester } = document
  const url = stream.sampleUrl.replace(/^ws/, 'http')
  const byModel = (kind: RequestKind) =>
    hypotheticalRequestBytes({ method: 'GET', url, sent: 0, kind }, requester, origin)
  const fetched = byModel('fetch')
  // At least -fetched, so that no head has a negative size, whatever a log reports.
  const unmodelled = Math.max(-fetched, meanRequestHead(stream, fetched) - fetched)
  const handshake = handshakeBytes(url.replace(/^http/, 'ws'), requester)
  return {
    head: {
      up: fetched + unmodelled,
      down:
        stream.bytes.headCount > 0 ? stream.bytes.heads / stream.bytes.headCount : responseHeadBytes(undefined, origin),
    },
    eventSourceHead: byModel('event-stream') + unmodelled,
    handshake: { up: handshake.up + unmodelled, down: handshake.down },
  }
}

/**
 * Mean request head of a stream. That of a connection is the model and what the network log reports beyond the handshake's model.
 * @param fetched head of a request to the stream's URL, by the model
 */
function meanRequestHead({ kind, bytes, out, requests, attempt }: Stream, fetched: Bytes): Bytes {
  if (kind === 'exchanges' || kind === 'streamed') {
    const heads = bytes.up - out.bytes
    return heads > 0 ? heads / Math.max(1, requests.count - bytes.cachedResponses) : fetched
  }
  return fetched + (attempt?.networkLog?.sent === undefined ? 0 : attempt.networkLog.sent - attempt.headUp)
}
