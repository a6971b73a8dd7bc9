import { mean, median, variation } from '../base/statistics.ts'
import type { Milliseconds } from '../base/units.ts'

/** The usual length of intervals or gaps, and how much they vary. */
export interface Rhythm {
  /** The intervals without the naps of the page. */
  times: readonly Milliseconds[]
  /** Their median. */
  usual: Milliseconds
  /** How irregular they are: 0 is a metronome, 1 a Poisson process. */
  variation: number
}

/** Medians that a pause must exceed to be a nap of the page (sleep, bfcache, a hidden tab), which is no part of the rhythm. */
const minNapMedians = 10
/** Median above which intervals may have naps between them: shorter intervals are those of a burst, and so are its pauses. */
const minNapRhythm: Milliseconds = 100
/** Least number of intervals for the robust measure, for which half of them need to lie close together: a few do so by luck. */
const minTimesForRobust = 12

/**
 * Measures how much intervals vary.
 * @param times intervals or gaps, in any order; negative where requests overlap
 * @returns NaN for median and variation of an empty list
 */
export function rhythmOf(times: readonly Milliseconds[]): Rhythm {
  const usual = median(times)
  const limit = minNapMedians * usual
  // Most pages do not nap: then no copy of the list is needed.
  const awake =
    usual > minNapRhythm && times.some((time) => time > limit) ? times.filter((time) => time <= limit) : times
  const middle = awake === times ? usual : median(awake)
  return { times: awake, usual: middle, variation: irregularity(awake, middle) }
}

/** The plain coefficient of variation, or the robust one where there are enough times to trust it. */
function irregularity(times: readonly Milliseconds[], middle: Milliseconds): number {
  const plain = variation(times)
  return times.length < minTimesForRobust ? plain : Math.min(plain, robustVariation(times, middle))
}

/** Coefficient of variation from median and median absolute deviation, which one stall or one nap of the tab does not disturb. */
function robustVariation(times: readonly Milliseconds[], middle: Milliseconds): number {
  // 1.4826 makes the deviation of a normal distribution equal to its standard deviation.
  return (1.4826 * median(times.map((time) => Math.abs(time - middle)))) / Math.abs(middle)
}

/**
 * The variation of gaps; infinite where they are negative on average: no timer is set to a negative time, so requests overlap.
 */
export const gapVariation = (rhythm: Rhythm): number =>
  mean(rhythm.times) > 0 ? rhythm.variation : Number.POSITIVE_INFINITY

/** Intervals from which on their variation is not a matter of luck. */
const minClockedIntervals = 3
/** Variation of the intervals of a timer, while the answers come at any time. */
const maxClockedVariation = 0.1
/** Share of the holds' deviation that the intervals' deviation may have: requests that wait for answers vary as much as these. */
const maxClockedShareOfHolds = 0.3

/** Whether a timer drives the requests: their intervals vary little, and much less than the holds do. */
export function isClocked(iats: readonly Milliseconds[], holds: readonly Milliseconds[]): boolean {
  const spread = variation(iats)
  return (
    iats.length >= minClockedIntervals &&
    spread < maxClockedVariation &&
    spread * mean(iats) < maxClockedShareOfHolds * variation(holds) * mean(holds)
  )
}
