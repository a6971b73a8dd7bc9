import { inTime, percent } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

/** Requests one after the other without a hold: a client reads page after page, or drains a queue. */
export const sequential: Rule = {
  id: 'sequential',
  judge(_stream, e) {
    if (e.reissue < 0.7 || e.clocked) return undefined
    return {
      technique: 'http',
      flags: ['sequential'],
      // Answers slower than the network may have been held: a busy long poll looks like this at first.
      confidence: e.n >= 8 && e.hold < 1.5 * e.roundTrip ? 'high' : 'low',
      because: [
        `${percent(e.reissue)} of the requests followed the last answer at once, and answers came after ${inTime(e.hold + e.roundTrip)}, as fast as the server and the network allow.`,
      ],
    }
  },
}
