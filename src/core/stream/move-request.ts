import { moveTo } from '../base/tally.ts'
import { addBytes } from './parts/byte-ledger.ts'
import { moveHiddenRequest } from './parts/hidden-traffic.ts'
import { moveRequestRow } from './parts/message-log.ts'
import { moveInFlight } from './parts/requests.ts'
import { changed, type Stream, type StreamExchange } from './stream.ts'

/**
 * Makes a request that is in flight another stream's, with the bytes, messages and requests that it has added so far. Wake-ups, content
 * types and the count of truncated payloads stay where they were counted.
 */
export function moveRequest(from: Stream, to: Stream, exchange: StreamExchange): void {
  const { sent, start, upBytes, hiddenFor } = exchange
  moveInFlight(from.requests, to.requests, exchange)
  if (hiddenFor !== undefined) moveHiddenRequest(from.hidden, to.hidden, hiddenFor, sent)
  addBytes(from.bytes, -upBytes, 0)
  addBytes(to.bytes, upBytes, 0)
  if (sent > 0) {
    moveTo(from.out, to.out, sent)
    moveRequestRow(from.messages, to.messages, start, sent)
  }
  exchange.stream = to
  changed(from)
  changed(to)
}
