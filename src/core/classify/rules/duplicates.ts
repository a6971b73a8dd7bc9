import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

/** Milliseconds between requests of one moment: a timer does not make requests so close to one another. */
const maxTwinDistance = 100
/** Requests of one moment. */
const maxTwins = 4

/** Requests that a page makes twice or more at one moment, as React does in StrictMode. */
export const duplicates: Rule = {
  id: 'duplicates',
  judge(_stream, e) {
    if (e.n < 2 || e.starts.length !== e.n) return undefined
    const clusters: number[] = []
    for (const [index, start] of e.starts.entries())
      if (index > 0 && start - e.starts[index - 1]! <= maxTwinDistance) clusters[clusters.length - 1]!++
      else clusters.push(1)
    // More than two such moments are those of several pollers.
    if (clusters.length > 2 || clusters.some((size) => size < 2 || size > maxTwins)) return undefined
    return {
      technique: 'http',
      flags: ['duplicates'],
      confidence: 'medium',
      because: [
        `${counted(e.n, 'request')} for the same, ${clusters.join(' and ')} of them within ${maxTwinDistance} ms of one another.`,
      ],
    }
  },
}
