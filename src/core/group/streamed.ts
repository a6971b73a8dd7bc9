import { moveRequest } from '../stream/move-request.ts'
import { becomeStreamed, type DocumentFacts, type Stream, type StreamExchange, showUrl } from '../stream/stream.ts'
import { addStream, isFull, type Streams } from './channel.ts'

/** Responses that stream are a stream beside the plain answers of their key. */
export const streamedSuffix = ' (streamed)'

/**
 * Finds the stream of the streamed responses of a key, for a request whose response turns out to stream. A stream without a plain
 * answer so far becomes that stream; else the request moves to one of its own.
 * @param byKey of the document
 * @param from the stream of the request until now
 * @returns undefined where there are too many streams to begin one
 */
export function streamedStream(
  streams: Streams,
  document: DocumentFacts,
  byKey: Map<string, Stream>,
  from: Stream,
  exchange: StreamExchange,
): Stream | undefined {
  if (from.kind === 'streamed') return from
  const key = from.key + streamedSuffix
  const known = byKey.get(key)
  if (!known && from.requests.answered === 0) {
    becomeStreamed(from)
    byKey.set(key, from)
    // The plain key starts afresh: its next answer may be of another kind.
    byKey.delete(from.key)
    return from
  }
  if (!known && isFull(streams, document)) return undefined
  const { url, method, start } = exchange
  const names = { key: from.key, url: from.url, sampleUrl: url, method, operation: from.operation, origin: from.origin }
  const stream = known ?? addStream(streams, document, 'streamed', start, names)
  moveRequest(from, stream, exchange)
  streams.watch?.moved?.(exchange)
  // More of the URL may be known to change by now.
  showUrl(stream, from.url)
  becomeStreamed(stream)
  byKey.set(key, stream)
  return stream
}
