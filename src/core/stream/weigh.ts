import { weighAttemptAgain } from '../traffic/attempt.ts'
import type { ConnectionWeight } from '../traffic/connection-weight.ts'
import type { Exchange } from '../traffic/exchange.ts'
import { weighAgain } from '../traffic/exchange-weight.ts'
import { type Peer, weighPeerAgain } from '../traffic/peer.ts'
import { addBytes, give, take } from './parts/byte-ledger.ts'
import { changed, type Stream, type StreamAttempt, streamOf } from './stream.ts'

/**
 * Makes the stream's bytes those of all that is known of this exchange by now. Whichever report came first or last (hook, resource
 * timing, network log), and however often, the sums come out the same: but for heads that were modelled before the protocol of their
 * origin was known, and for the sizes of bodies that the page never read.
 */
export function weigh(stream: Stream, exchange: Exchange): void {
  const { weight } = exchange
  if (!weight) return // not over yet
  take(stream.bytes, weight.booked)
  give(stream.bytes, weighAgain(exchange, weight))
  changed(stream)
}

/** Makes the stream's bytes those of all that is known of this connection by now, in whatever order it was reported. */
export const weighAttempt = (attempt: StreamAttempt): void => add(streamOf(attempt), weighAttemptAgain(attempt))

/** Makes the stream's bytes those of its peer connection by now. */
export const weighPeer = (stream: Stream, peer: Peer): void => add(stream, weighPeerAgain(peer))

function add(stream: Stream, { up, down, measured }: ConnectionWeight): void {
  addBytes(stream.bytes, up, down, measured)
  changed(stream)
}
