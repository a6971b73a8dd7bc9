import { inTime, percent } from '../../base/words.ts'
import { minExchangesForHigh, minReissueShare, type Rule } from '../rule.ts'

/** Round trips from which on answers are slower than the network alone explains, so that they may have been held. */
const minHoldRoundTrips = 1.5

/** Requests one after the other without a hold: a client reads page after page, or drains a queue. */
export const sequential: Rule = {
  judge(_stream, { n, reissue, clocked, hold, roundTrip }) {
    if (reissue < minReissueShare || clocked) return undefined
    return {
      technique: 'http',
      flags: ['sequential'],
      // A busy long poll looks like this at first.
      confidence: n >= minExchangesForHigh && hold < minHoldRoundTrips * roundTrip ? 'high' : 'low',
      because: [
        `${percent(reissue)} of the requests followed the last answer at once, and answers came after ${inTime(hold + roundTrip)}, as fast as the server and the network allow.`,
      ],
    }
  },
}
