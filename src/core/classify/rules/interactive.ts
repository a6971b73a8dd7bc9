import { median } from '../../base/statistics.ts'
import type { Milliseconds } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Rule } from '../rule.ts'

/** Plain variation of the intervals above which they come in clusters: a Poisson process has 1. */
const maxUnclusteredSpread = 1
/** Requests of a cluster. */
const minClusterSize = 3
/** Clusters of a person who types: one for each spell, and more of one who types as steadily as a clock, one for each word. */
const minClusters = 2
const minSteadyClusters = 4
/** Variation of intervals up to which they are those of a steady poller with a nap or two, or of a fast typist. */
const maxSteadyVariation = 0.15
/** Time between steady requests from which on they are those of a poller with naps, not of a fast typist. */
const minSteadyPollingInterval: Milliseconds = 1000
/** Gap that ends a cluster, if it is also so many times the median gap. */
const minPause: Milliseconds = 2000
const minPauseMedians = 5

/** Clusters of quick requests with long pauses between them: a person types, stops and types again. */
export const interactive: Rule = {
  judge(_stream, { iatSpread, iatVariation, iat, allGaps }) {
    if (iatSpread <= maxUnclusteredSpread) return undefined
    const clusters = clusterSizes(allGaps).filter((size) => size >= minClusterSize)
    const isSteady = iatVariation <= maxSteadyVariation
    if (clusters.length < (isSteady ? minSteadyClusters : minClusters)) return undefined
    if (isSteady && iat >= minSteadyPollingInterval) return undefined
    return {
      technique: 'http',
      flags: ['interactive'],
      confidence: 'medium',
      because: [`The requests come in ${counted(clusters.length, 'cluster')} with pauses between, as typing does.`],
    }
  },
}

/** Numbers of requests between long pauses. */
function clusterSizes(gaps: readonly Milliseconds[]): number[] {
  const pause = Math.max(minPause, minPauseMedians * median(gaps))
  const sizes = [1]
  for (const gap of gaps)
    if (gap > pause) sizes.push(1)
    else sizes[sizes.length - 1]!++
  return sizes
}
