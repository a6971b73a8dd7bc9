import { median } from '../../base/statistics.ts'
import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

// Polled more often than this in spells of a few requests, a server would have something to say against it.
const minSteadyTypingInterval = 1000

/** Clusters of quick requests with long pauses between: somebody types, stops, types again. */
export const interactive: Rule = {
  id: 'interactive',
  judge(_stream, e) {
    if (e.iatSpread <= 1) return undefined
    const clusters = clusterSizes(e.pauses).filter((size) => size >= 3)
    // A nap or two in a steady beat make clusters, too; fast typists are as steady, and pause after each word.
    const beats = e.iatVariation <= 0.15
    if (clusters.length < (beats ? 4 : 2) || (beats && e.iat >= minSteadyTypingInterval)) return undefined
    return {
      technique: 'http',
      flags: ['interactive'],
      confidence: 'medium',
      because: [`The requests come in ${counted(clusters.length, 'cluster')} with pauses between, as typing does.`],
    }
  },
}

/** Splits where the pause is over 2 s or five times the usual one. */
function clusterSizes(gaps: readonly number[]): number[] {
  const pause = Math.max(2000, 5 * median(gaps))
  const sizes = [1]
  for (const gap of gaps)
    if (gap > pause) sizes.push(1)
    else sizes[sizes.length - 1]!++
  return sizes
}
