import type { Rule } from '../rule.ts'
import { percent } from '../words.ts'

/** Requests that do not wait for one another: images, chunks, a page that loads. */
export const burst: Rule = {
  id: 'burst',
  judge(_stream, evidence) {
    if (evidence.overlap <= 0.3) return undefined
    return {
      technique: 'http',
      flags: ['burst'],
      confidence: evidence.n >= 8 ? 'high' : 'medium',
      because: [`${percent(evidence.overlap)} of the requests began before the one before was answered.`],
    }
  },
}
