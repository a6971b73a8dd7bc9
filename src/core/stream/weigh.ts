import type { Bytes } from '../base/units.ts'
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
export function weighAttempt(attempt: StreamAttempt): void {
  const { up, down, measured } = attempt.booked
  weighAttemptAgain(attempt)
  addMore(streamOf(attempt), attempt.booked, up, down, measured)
}

/** Makes the stream's bytes those of its peer connection by now. */
export function weighPeer(stream: Stream, peer: Peer): void {
  const { up, down, measured } = peer.booked
  weighPeerAgain(peer)
  addMore(stream, peer.booked, up, down, measured)
}

/** Adds the part of a weight that was not booked before; the last three parameters are the weight that was. */
function addMore(stream: Stream, weight: ConnectionWeight, up: Bytes, down: Bytes, measured: Bytes): void {
  addBytes(stream.bytes, weight.up - up, weight.down - down, weight.measured - measured)
  changed(stream)
}
