import { percent } from '../../base/words.ts'
import type { Rule } from '../rule.ts'
import { isTelemetry } from './telemetry.ts'

/** Requests that are repeated because they failed. */
export const retry: Rule = {
  id: 'retry',
  judge(stream, e) {
    if (e.errors < 0.5) return undefined
    if (isTelemetry(stream, e))
      return {
        technique: 'beacon',
        flags: ['telemetry', 'failed'],
        confidence: 'medium',
        because: [
          `${percent(e.errors)} of the requests failed; what they carry goes up only, by its name and its size.`,
        ],
      }
    return {
      technique: 'http',
      flags: ['retry'],
      confidence: e.n >= 4 ? 'high' : 'medium',
      because: [`${percent(e.errors)} of the requests failed: they are asked again for an answer, not for news.`],
    }
  },
}
