import type { Milliseconds } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'

/** A gap up to this length, or up to this share of the exchange before it, follows the answer at once. */
const maxReissueGap: Milliseconds = 150
const maxReissueShare = 0.1

/** Whether a request follows the answer before it at once. @param gap from that answer's end */
export const isReissue = (gap: Milliseconds, { start, end }: ExchangeSample) =>
  gap >= 0 && gap <= Math.max(maxReissueGap, maxReissueShare * (end - start))

/** Share of requests, without the first, that began at once after the end of any exchange. @param samples in order of their start */
export function shareFollowingAny(samples: readonly ExchangeSample[]): number {
  if (samples.length < 2) return 0
  const ends = Float64Array.from(samples, ({ end }) => end).sort()
  let next = 0
  let following = 0
  for (const { start } of samples) {
    while (next < ends.length && ends[next]! < start - maxReissueGap) next++
    if (next < ends.length && ends[next]! <= start) following++
  }
  return following / (samples.length - 1)
}
