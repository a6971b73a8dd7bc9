import type { Milliseconds } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'

/** A gap up to this length, or up to this share of the exchange before it, follows the answer at once. */
const maxReissueGap: Milliseconds = 150
const maxReissueShare = 0.1
/**
 * Of so many requests a longer gap than `minPause` is a pause where the exchange before it took a third of it or less: a timer of 100 ms waits,
 * however short that is, and a page that reads ten pages one after the other is done by then.
 */
const minExchangesOfTimer = 32
const minPause: Milliseconds = 40
const maxPauseShare = 3

/** Whether a request follows the answer before it at once. @param gap from that answer's end @param n exchanges that are measured */
export const isReissue = (gap: Milliseconds, { start, end }: ExchangeSample, n: number) =>
  gap >= 0 &&
  gap <= Math.max(maxReissueGap, maxReissueShare * (end - start)) &&
  (n < minExchangesOfTimer || gap <= Math.max(minPause, maxPauseShare * (end - start)))

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
