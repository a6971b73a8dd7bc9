import type { Milliseconds } from '../../../src/core/base/units.ts'
import { formatTime, joined } from '../words/format-units.ts'

/** Times in bins of equal ratio: what matters is 3 ms against 3 s, not 3.1 against 3.2. */
export interface Histogram {
  title: string
  bins: readonly { from: string; to: string; count: number }[]
  most: number
  /** The picture in words. */
  spoken: string
}

// 1 ms to a good minute and a half, each bin 1.4 times the one before: a timer's jitter stays in one or two of them.
const edges = Array.from({ length: 35 }, (_, index) => 1.4 ** index)
// With fewer bins on either side a single rhythm would fill the picture and say nothing.
const margin = 5
const fewest = 4

/** @returns undefined for so few times that a picture would only look like a pattern */
export function histogram(title: string, times: readonly Milliseconds[]): Histogram | undefined {
  if (times.length < fewest) return undefined
  const counts = new Array<number>(edges.length + 1).fill(0)
  for (const time of times) counts[binOf(time)]!++
  const first = Math.max(0, counts.findIndex((count) => count > 0) - margin)
  const last = Math.min(counts.length - 1, counts.findLastIndex((count) => count > 0) + margin)
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
