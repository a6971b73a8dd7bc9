import type { StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import type { Figures } from '../../lab/clients/counted.ts'

/** Technique and flags of a stream. */
export const labelOf = ({ technique, flags }: StreamAnalysis) => [technique, ...flags].join(' ')

/** The distinct labels, sorted. */
export const labelsOf = (streams: readonly StreamAnalysis[]) => [...new Set(streams.map(labelOf))].sort()

/** The figures that Duplex counted in all streams with a label. */
export const figures = (streams: readonly StreamAnalysis[], label: string): Figures =>
  sumOf(streams.filter((stream) => labelOf(stream) === label))

/** The figures that Duplex counted in all of some streams. */
export function sumOf(streams: readonly StreamAnalysis[]): Figures {
  const sum: Figures = { requests: 0, messagesIn: 0, messagesOut: 0, updates: 0, wasted: 0 }
  for (const stream of streams) for (const key of Object.keys(sum) as (keyof Figures)[]) sum[key] += stream[key]
  return sum
}
