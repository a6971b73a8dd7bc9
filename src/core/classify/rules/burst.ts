import { percent } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Rule } from '../rule.ts'

const isClockwork = (e: Evidence) => e.n >= 4 && e.iatVariation <= maxTimerVariation && e.iat >= minTimerPeriod
// A timer's jitter, on a busy page; and what is asked for more often was put in a loop.
const maxTimerVariation = 0.15
const minTimerPeriod = 200
const minPauseBetweenRounds = 1000

/** Requests that do not wait for one another: images, chunks, a page that loads. */
export const burst: Rule = {
  id: 'burst',
  judge(_stream, evidence) {
    // A clock does not wait for a slow answer: then requests overlap, and are steady all the same.
    if (evidence.overlap <= 0.3 || isClockwork(evidence)) return undefined
    return {
      technique: 'http',
      flags: ['burst'],
      // A burst that comes back may be a round of several pollers.
      confidence: evidence.n >= 8 && !evidence.pauses.some((gap) => gap > minPauseBetweenRounds) ? 'high' : 'medium',
      because: [`${percent(evidence.overlap)} of the requests began before the one before was answered.`],
    }
  },
}
