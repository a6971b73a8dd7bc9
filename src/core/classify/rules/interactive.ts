import { median } from '../../base/statistics.ts'
import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

/** Milliseconds between steady requests from which on they are those of a poller with naps, not of a fast typist. */
const minSteadyTypingInterval = 1000

/** Clusters of quick requests with long pauses between them: a person types, stops and types again. */
export const interactive: Rule = {
  id: 'interactive',
  judge(_stream, e) {
    if (e.iatSpread <= 1) return undefined
    const clusters = clusterSizes(e.pauses).filter((size) => size >= 3)
    // A steady poller with a nap or two has clusters, too. Fast typists are as steady, but have more clusters: one for each word.
    const isSteady = e.iatVariation <= 0.15
    if (clusters.length < (isSteady ? 4 : 2) || (isSteady && e.iat >= minSteadyTypingInterval)) return undefined
    return {
      technique: 'http',
      flags: ['interactive'],
      confidence: 'medium',
      because: [`The requests come in ${counted(clusters.length, 'cluster')} with pauses between, as typing does.`],
    }
  },
}

/** Numbers of requests between long pauses: those over 2 s and over five times the median. */
function clusterSizes(gaps: readonly number[]): number[] {
  const pause = Math.max(2000, 5 * median(gaps))
  const sizes = [1]
  for (const gap of gaps)
    if (gap > pause) sizes.push(1)
    else sizes[sizes.length - 1]!++
  return sizes
}
