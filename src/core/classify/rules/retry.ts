import type { Rule } from '../rule.ts'
import { percent } from '../words.ts'

/** Asked again because it failed. */
export const retry: Rule = {
  id: 'retry',
  judge(_stream, e) {
    if (e.errors < 0.5) return undefined
    return {
      technique: 'http',
      flags: ['retry'],
      confidence: e.n >= 4 ? 'high' : 'medium',
      because: [`${percent(e.errors)} of the requests failed: they are asked again for an answer, not for news.`],
    }
  },
}
