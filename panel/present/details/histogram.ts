import type { Milliseconds } from '../../../src/core/base/units.ts'
import { formatTime, joined } from '../words/format-units.ts'

/** Durations in bins of equal ratio: the difference between 3 ms and 3 s matters, that between 3.1 and 3.2 does not. */
export interface Histogram {
  title: string
  bins: readonly { from: string; to: string; count: number }[]
  most: number
  /** The histogram as a sentence. */
  spoken: string
}

// 1 ms to about a minute and a half, each bin 1.4 times the one before: the jitter of a timer stays within one or two bins.
const edges = Array.from({ length: 35 }, (_, index) => 1.4 ** index)
// Empty bins on either side: without them a single rhythm would fill the picture and show nothing.
const marginBins = 5
const minTimes = 4

/**
 * A histogram of durations.
 * @returns undefined for so few durations that a picture would only look like a pattern
 */
export function histogram(title: string, times: readonly Milliseconds[]): Histogram | undefined {
  if (times.length < minTimes) return undefined
  const counts = new Array<number>(edges.length + 1).fill(0)
  for (const time of times) counts[binOf(time)]!++
  const first = Math.max(0, counts.findIndex((count) => count > 0) - marginBins)
  const last = Math.min(counts.length - 1, counts.findLastIndex((count) => count > 0) + marginBins)
  const bins = counts.slice(first, last + 1).map((count, offset) => {
    const index = first + offset
    return { from: edgeText(index - 1), to: edgeText(index), count }
  })
  const most = Math.max(...counts)
  const peak = bins.find((bin) => bin.count === most)!
  return { title, bins, most, spoken: `${title}: mostly ${peak.from} to ${peak.to}, ${most} of ${times.length}.` }
}

function binOf(time: Milliseconds): number {
  const index = edges.findIndex((edge) => time < edge)
  return index < 0 ? edges.length : index
}

function edgeText(index: number): string {
  if (index < 0) return '0 ms'
  return index >= edges.length ? 'more' : joined(formatTime(edges[index]!))
}
