import { type AttemptWeight, weighAttemptAgain } from '../traffic/attempt.ts'
import type { Exchange } from '../traffic/exchange.ts'
import { weighAgain } from '../traffic/exchange-weight.ts'
import { weighPeerAgain } from '../traffic/peer.ts'
import { addBytes, give, take } from './parts/byte-ledger.ts'
import { changed, type Stream, type StreamAttempt, streamOf } from './stream.ts'

/**
 * Makes the stream's bytes those of all that is known of this exchange by now. Whichever report came first or last (hook, resource
 * timing, network log), and however often, the sums come out the same.
 */
export function weigh(stream: Stream, exchange: Exchange): void {
  const weights = weighAgain(exchange)
  if (!weights) return
  take(stream.bytes, weights.before)
  give(stream.bytes, weights.now)
  changed(stream)
}

/** Makes the stream's bytes those of all that is known of this connection by now, in whatever order it was reported. */
export function weighAttempt(attempt: StreamAttempt): void {
  const { before, now } = weighAttemptAgain(attempt)
  replace(streamOf(attempt), before, now)
}

/** Makes the stream's bytes those of its peer connection by now. */
export function weighPeer(stream: Stream): void {
  if (!stream.peer) return
  const { before, now } = weighPeerAgain(stream.peer)
  replace(stream, before, now)
}

function replace(stream: Stream, before: AttemptWeight, now: AttemptWeight): void {
  addBytes(stream.bytes, now.up - before.up, now.down - before.down, now.measured - before.measured)
  changed(stream)
}
