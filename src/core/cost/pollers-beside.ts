import type { Milliseconds } from '../base/units.ts'
import { areAtOnce, interleavedSchedule, minRequestsOfSchedule, twoPollersIn } from '../evidence/schedules.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import type { Stream } from '../stream/stream.ts'

/** Several pollers of one URL whose requests are one stream's. */
export interface PollersBeside {
  /** The period of each of two pollers, or the one that all have. */
  periods: readonly Milliseconds[]
  /** Requests in each period, where there is one. */
  size: number
  /** Share of the requests that one poller, the fastest, would not have made. */
  tooMany: number
}

/** The pollers that together make the requests of a stream; undefined where they are one's. */
export function pollersBeside(stream: Stream): PollersBeside | undefined {
  const starts = recentExchanges(stream)
    .map(({ start }) => start)
    .sort((a, b) => a - b)
  const two = twoPollersIn(starts)
  if (two && areAtOnce(two, minRequestsOfSchedule)) {
    const fewer = Math.min(...two.map((poller) => poller.starts.size))
    return { periods: two.map(({ period }) => period).sort((a, b) => a - b), size: 2, tooMany: fewer / starts.length }
  }
  const rounds = interleavedSchedule(starts)
  return rounds && { periods: [rounds.period], size: rounds.size, tooMany: (rounds.size - 1) / rounds.size }
}
