import { counted, inTime } from '../../base/words.ts'
import type { Rule } from '../rule.ts'
import { turnsPages } from './pagination.ts'

/** Long polling of a source with so much news that few answers are held long. Reading page after page looks much like it. */
export const busyLongPolling: Rule = {
  id: 'busy-long-polling',
  judge(stream, e) {
    if (e.reissue < 0.7 || e.fill < 0.8 || e.age < 10_000 || e.errors >= 0.5) return undefined
    // Where news comes in bursts the mean hold is longer than the median. A client that turns pages does not wait for news.
    if (
      e.clocked ||
      turnsPages(stream, e) ||
      Math.max(e.hold, e.meanHold) < 1.5 * e.roundTrip ||
      e.longestHold < 3 * e.roundTrip
    )
      return undefined
    return {
      technique: 'long-polling',
      flags: ['busy'],
      confidence: 'low',
      because: [
        `Each request was asked again ${inTime(Math.max(0, e.gap))} after the last answer, ${counted(e.n - 1, 'time')}, for ${inTime(e.age)}.`,
        `Answers came ${inTime(Math.max(e.hold, e.meanHold))} later than the round trip of ${inTime(e.roundTrip)} explains, up to ${inTime(e.longestHold)}.`,
      ],
    }
  },
}
