import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

/** Requests closer than this were not made by a timer one after the other. */
const maxTwinDistance = 100
const maxTwins = 4

/** The same asked for twice or more at the same moment, as React does in StrictMode. */
export const duplicates: Rule = {
  id: 'duplicates',
  judge(_stream, e) {
    if (e.n < 2 || e.starts.length !== e.n) return undefined
    const clusters: number[] = []
    for (const [index, start] of e.starts.entries())
      if (index > 0 && start - e.starts[index - 1]! <= maxTwinDistance) clusters[clusters.length - 1]!++
      else clusters.push(1)
    // Pollers that come in pairs are two pollers, not one that stutters.
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
