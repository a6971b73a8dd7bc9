import type { Milliseconds } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

/** Time between requests of one moment: a timer does not make requests so close to one another. */
const maxTwinDistance: Milliseconds = 100
/** Requests of one moment. */
const maxTwins = 4
/** Moments with such requests; more are those of several pollers. */
const maxMoments = 2

/** Requests that a page makes twice or more at one moment, as React does in StrictMode. */
export const duplicates: Rule = {
  judge(_stream, { n, starts }) {
    if (n < 2) return undefined
    const clusters: number[] = []
    for (const [index, start] of starts.entries())
      if (index > 0 && start - starts[index - 1]! <= maxTwinDistance) clusters[clusters.length - 1]!++
      else clusters.push(1)
    if (clusters.length > maxMoments || clusters.some((size) => size < 2 || size > maxTwins)) return undefined
    return {
      technique: 'http',
      flags: ['duplicates'],
      confidence: 'medium',
      because: [
        `${counted(n, 'request')} for the same, ${clusters.join(' and ')} of them within ${maxTwinDistance} ms of one another.`,
      ],
    }
  },
}
