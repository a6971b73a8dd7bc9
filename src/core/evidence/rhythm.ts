import { mean, median, variation } from '../base/statistics.ts'
import type { Milliseconds } from '../base/units.ts'

/** How a list of times between one thing and the next goes, without the naps of the page. */
export interface Rhythm {
  times: readonly Milliseconds[]
  /** Median. */
  usual: Milliseconds
  /** Regularity: 0 is a metronome, 1 a Poisson process. */
  variation: number
}

// A pause of this many medians is a nap (sleep, bfcache, a hidden tab), not a rhythm.
const minNapMedians = 10
// Below this many, the robust measure calls regular what is luck: half of the times need only lie close together.
const minTimesForRobust = 12

/** @param times of an empty list nothing is known: NaN */
export function rhythmOf(times: readonly Milliseconds[]): Rhythm {
  const usual = median(times)
  const limit = minNapMedians * usual
  // Most pages do not nap: then all is as it was.
  const awake = usual > 100 && times.some((time) => time > limit) ? times.filter((time) => time <= limit) : times
  const middle = awake === times ? usual : median(awake)
  return { times: awake, usual: middle, variation: regularity(awake, middle) }
}

/** The plain coefficient of variation, or the robust one where there are enough times to trust it. */
function regularity(times: readonly Milliseconds[], middle: Milliseconds): number {
  const plain = variation(times)
  return times.length < minTimesForRobust ? plain : Math.min(plain, robustVariation(times, middle))
}

/** The same from median and median absolute deviation, which one stall or one nap of the tab does not disturb. */
function robustVariation(times: readonly Milliseconds[], middle: Milliseconds): number {
  // 1.4826 makes the deviation of a normal distribution equal to its standard deviation.
  return (1.4826 * median(times.map((time) => Math.abs(time - middle)))) / Math.abs(middle)
}

/** A gap may be negative where requests overlap; then it is not what a timer was set to. */
export const gapVariation = (rhythm: Rhythm): number =>
  mean(rhythm.times) > 0 ? rhythm.variation : Number.POSITIVE_INFINITY
