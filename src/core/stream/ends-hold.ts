import type { Milliseconds, Moment } from '../base/units.ts'
import { lowLatencyHls } from '../protocol/low-latency-hls.ts'
import { roundTrip } from '../traffic/origin.ts'
import { recentExchanges } from './recent-exchanges.ts'
import { roleOf } from './role.ts'
import type { Stream, StreamExchange } from './stream.ts'

/** Time, and round trips, beyond which an answer is held, as in `classify/rules/long-polling.ts`. */
const minHold: Milliseconds = 1000
const minHoldRoundTrips = 5
/** Longest time from an answer to the next request of a long poll. */
const maxGap: Milliseconds = 100
/** Length that the longest hold must have: a server that takes its time to compute each answer is done by then. */
const minLongest: Milliseconds = 5000
/** Share by which a hold may differ from the longest one where both end at the server's cap. */
const capTolerance = 0.05
/** The longest of some holds, in those of the shortest, from which on they end at any time: answers of a slow server vary less. */
const minVariety = 1.5

/**
 * Whether an answer ends a hold, and before the server's cap: then something has happened, and it is an event though it may equal the one
 * before, such as `{"event":"refresh"}`. To be asked before the exchange is among the stream's last ones.
 * @param at when the answer came
 */
export function endsHold(stream: Stream, { start }: StreamExchange, at: Moment): boolean {
  // A playlist tells what there is, and no event.
  if (stream.protocol === lowLatencyHls) return false
  // The library's own answer to a hold that ends without an event has been told apart before.
  if (roleOf(stream) === 'long-polling') return !stream.answers.lastIsPage
  const trip = roundTrip(stream.origin)
  const hold = at - start - trip
  const shortestHold = Math.max(minHold, minHoldRoundTrips * trip)
  if (hold < shortestHold) return false
  const before = recentExchanges(stream)
  const holds = before.map((one) => one.answeredAt - one.start - trip).filter((other) => other >= shortestHold)
  if (holds.length === 0) return false
  const longest = Math.max(...holds)
  if (Math.max(hold, longest) < minLongest) return false
  if (Math.abs(hold - longest) <= capTolerance * longest) return false
  // Of two long polls side by side, the second one's answer is the same event once more.
  const gap = start - before.at(-1)!.end
  return gap >= 0 && gap <= maxGap && Math.max(hold, longest) >= minVariety * Math.min(hold, ...holds)
}
