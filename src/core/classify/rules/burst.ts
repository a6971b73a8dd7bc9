import { percent } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Rule } from '../rule.ts'

/** Variation of the intervals of a timer on a busy page. */
const maxTimerVariation = 0.15
/** Milliseconds between the requests of a timer: requests at shorter intervals come from a loop. */
const minTimerPeriod = 200
/** Milliseconds from one round of several pollers to the next. */
const minPauseBetweenRounds = 1000

const isClockwork = (e: Evidence) => e.n >= 4 && e.iatVariation <= maxTimerVariation && e.iat >= minTimerPeriod

/** Requests that do not wait for one another: images, pieces of a file, a page that loads. */
export const burst: Rule = {
  id: 'burst',
  judge(_stream, evidence) {
    // The requests of a timer are steady, and overlap where answers are slow.
    if (evidence.overlap <= 0.3 || isClockwork(evidence)) return undefined
    return {
      technique: 'http',
      flags: ['burst'],
      // Bursts with pauses between them may be rounds of several pollers.
      confidence: evidence.n >= 8 && !evidence.pauses.some((gap) => gap > minPauseBetweenRounds) ? 'high' : 'medium',
      because: [`${percent(evidence.overlap)} of the requests began before the one before was answered.`],
    }
  },
}
