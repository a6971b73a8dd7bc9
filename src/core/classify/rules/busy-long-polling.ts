import type { Milliseconds } from '../../base/units.ts'
import { counted, inTime } from '../../base/words.ts'
import { minFailingShare, minReissueShare, type Rule } from '../rule.ts'
import { minHeldShareAtOnce } from './long-polling.ts'
import { turnsPages } from './pagination.ts'

/** Time after which a client that asks again at once has long been through with the pages of a list. */
const minAge: Milliseconds = 10_000
/** Round trips that an answer must take longer on average, and once, than the network alone explains. */
const minHoldRoundTrips = 1.5
const minLongestHoldRoundTrips = 3

/** Long polling of a source with so much news that few answers are held long. Reading page after page looks much like it. */
export const busyLongPolling: Rule = {
  judge(stream, evidence) {
    const { total, reissue, fill, age, errors, clocked, hold, meanHold, longestHold, roundTrip, gap } = evidence
    if (reissue < minReissueShare || fill < minHeldShareAtOnce || age < minAge || errors >= minFailingShare)
      return undefined
    // A client that turns pages does not wait for news.
    if (clocked || turnsPages(stream, evidence)) return undefined
    // Where news comes in bursts the mean hold is longer than the median.
    const held = Math.max(hold, meanHold)
    if (held < minHoldRoundTrips * roundTrip || longestHold < minLongestHoldRoundTrips * roundTrip) return undefined
    return {
      technique: 'long-polling',
      flags: ['busy'],
      confidence: 'low',
      because: [
        `Each request was asked again ${inTime(Math.max(0, gap))} after the last answer, ${counted(total - 1, 'time')}, for ${inTime(age)}.`,
        `Answers came ${inTime(held)} later than the round trip of ${inTime(roundTrip)} explains, up to ${inTime(longestHold)}.`,
      ],
    }
  },
}
