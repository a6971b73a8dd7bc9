import type { Milliseconds } from '../../base/units.ts'
import { percent } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import { minExchangesForHigh, minExchangesForMedium, minParallelShare, type Rule } from '../rule.ts'

/** Variation of the intervals of a timer on a busy page. */
const maxTimerVariation = 0.15
/** Time between the requests of a timer: requests at shorter intervals come from a loop. */
const minTimerPeriod: Milliseconds = 200
/** Time from one round of several pollers to the next. */
const minPauseBetweenRounds: Milliseconds = 1000

const isClockwork = ({ n, iatVariation, iat }: Evidence) =>
  n >= minExchangesForMedium && iatVariation <= maxTimerVariation && iat >= minTimerPeriod

/** Requests that do not wait for one another: images, pieces of a file, a page that loads. */
export const burst: Rule = {
  judge(_stream, evidence) {
    const { n, overlap, allGaps } = evidence
    // The requests of a timer are steady, and overlap where answers are slow.
    if (overlap <= minParallelShare || isClockwork(evidence)) return undefined
    // Bursts with pauses between them may be rounds of several pollers.
    const inRounds = allGaps.some((gap) => gap > minPauseBetweenRounds)
    return {
      technique: 'http',
      flags: ['burst'],
      confidence: n >= minExchangesForHigh && !inRounds ? 'high' : 'medium',
      because: [`${percent(overlap)} of the requests began before the one before was answered.`],
    }
  },
}
