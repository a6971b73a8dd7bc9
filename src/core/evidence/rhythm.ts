import { mean, median, variation } from '../base/statistics.ts'
import type { Milliseconds, Moment } from '../base/units.ts'

/** The usual length of intervals or gaps, and how much they vary. */
export interface Rhythm {
  /** The intervals without the naps of the page. */
  times: readonly Milliseconds[]
  /** The most of them that came in a row, without a nap between. */
  inARow: number
  /** Their median. */
  usual: Milliseconds
  /** How irregular they are: 0 is a metronome, 1 a Poisson process. */
  variation: number
}

/** Medians that a pause must exceed to be a nap of the page (sleep, bfcache, a hidden tab), which is no part of the rhythm. */
export const minNapMedians = 10
/** Median above which intervals may have naps between them: shorter intervals are those of a burst, and so are its pauses. */
const minNapRhythm: Milliseconds = 100
/** Least number of intervals for the robust measure, for which half of them need to lie close together: a few do so by luck. */
const minTimesForRobust = 12

/**
 * Measures how much intervals vary.
 * @param times intervals or gaps, in order; negative where requests overlap
 * @returns NaN for median and variation of an empty list
 */
export function rhythmOf(times: readonly Milliseconds[]): Rhythm {
  const half = median(times)
  const limit = minNapMedians * half
  // Most pages do not nap: then no copy of the list is needed.
  const awake =
    half > minNapRhythm && times.some((time) => time > limit) ? times.filter((time) => time <= limit) : times
  const middle = awake === times ? half : median(awake)
  const inARow = awake === times ? times.length : longestRun(times, limit)
  return { times: awake, inARow, usual: middle, variation: irregularity(awake, middle) }
}

/** The longest run of times up to a limit. */
function longestRun(times: readonly Milliseconds[], limit: Milliseconds): number {
  let longest = 0
  let run = 0
  for (const time of times) {
    run = time <= limit ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
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

/** Requests from which on their places on a grid are no luck. */
const minOnGrid = 16
/** Fewer requests are enough where each interval is a whole number of periods to within this share of one: by chance one interval in thirty is. */
const minOnExactGrid = 7
const maxInexact = 0.015
/** Share of the period by which most ticks may be late, and all; a busy page makes ticks late, but the next is on time again. */
const usualLateness = 0.06
const maxLateness = 0.4
/** Share of the ticks that must be nearly on time, and that must be one period after the one before. */
const minOnTimeShare = 0.7
/** Period of a grid: requests at shorter intervals are a burst. */
const minGridPeriod: Milliseconds = 200

/**
 * The period of the one timer that makes all of these requests, some of them late: late ticks do not put the later ones off, as they do
 * where each request waits for the one before.
 * @param starts of the requests, in order
 * @returns undefined where they do not lie on one grid
 */
export function gridOf(starts: readonly Moment[]): Milliseconds | undefined {
  const intervals = starts.slice(1).map((start, index) => start - starts[index]!)
  const guess = median(intervals)
  if (starts.length < minOnExactGrid || !(guess >= minGridPeriod)) return undefined
  if (starts.length < minOnGrid) return areExact(intervals, guess) ? guess : undefined
  // Where no interval is longer than one and a half periods, none spans two ticks.
  if (intervals.some((interval) => interval >= 1.5 * guess) && leavesTicksOut(intervals, guess)) return guess
  if (!evensOut(intervals)) return undefined
  let tick = 0
  const ticks = [0, ...intervals.map((interval) => (tick += Math.max(1, Math.round(interval / guess))))]
  const { slope, offset } = lineThrough(ticks, starts)
  const late = starts.map((start, index) => (start - offset) / slope - ticks[index]!)
  const onTime = late.filter((share) => Math.abs(share) <= usualLateness).length
  const steps = ticks.filter((at, index) => index > 0 && at - ticks[index - 1]! === 1).length
  const isGrid =
    onTime >= minOnTimeShare * starts.length &&
    steps >= minOnTimeShare * intervals.length &&
    late.every((share) => Math.abs(share) <= maxLateness)
  return isGrid ? slope : undefined
}

/** Whether intervals are whole periods, at least half of them single ones, and not all of them: a timer whose ticks are missing now and then. */
function areExact(intervals: readonly Milliseconds[], period: Milliseconds): boolean {
  const ticks = intervals.map((interval) => interval / period)
  const single = ticks.filter((tick) => Math.abs(tick - 1) <= maxInexact).length
  return (
    single < ticks.length &&
    single >= minSingleShare * ticks.length &&
    ticks.every((tick) => tick > 0.5 && Math.abs(tick - Math.round(tick)) <= maxInexact * Math.round(tick))
  )
}

/** Variance of two intervals in a row by that of one: 2 where each interval is by itself, 1 where one that is long makes the next one short. */
const maxVarianceOfTwo = 1.3
/** Variation below which intervals need no explanation. */
const minLateVariation = 0.02

/** Whether intervals vary because ticks are late: then a long one is followed by a short one. */
function evensOut(intervals: readonly Milliseconds[]): boolean {
  const spread = variation(intervals)
  if (spread < minLateVariation) return false
  const one = spread * mean(intervals)
  const pairs = intervals.slice(1).map((interval, index) => interval + intervals[index]!)
  const two = variation(pairs) * mean(pairs)
  return two * two <= maxVarianceOfTwo * one * one
}

/** Share of intervals that must be whole periods, of single ones among them, and of longer ones that a single one follows. */
const minWholeShare = 0.85
const minSingleShare = 0.5
const minScatteredShare = 0.5

/**
 * Whether a timer leaves ticks out, as where the request before is still on its way: its intervals are whole periods, and after a longer one
 * it goes on as before. A poller that slows down goes on with the longer one.
 */
function leavesTicksOut(intervals: readonly Milliseconds[], period: Milliseconds): boolean {
  const ticks = intervals.map((interval) => Math.round(interval / period))
  const whole = intervals.filter(
    (interval, i) => Math.abs(interval / period - ticks[i]!) <= usualLateness && ticks[i]! > 0,
  )
  const single = ticks.filter((tick) => tick === 1).length
  const longer = ticks.flatMap((tick, i) => (tick > 1 && i + 1 < ticks.length ? [ticks[i + 1]!] : []))
  const scattered = longer.filter((next) => next === 1).length
  return (
    longer.length > 0 &&
    whole.length >= minWholeShare * intervals.length &&
    single >= minSingleShare * intervals.length &&
    scattered >= minScatteredShare * longer.length
  )
}

/** The line that fits points best (least squares), by its slope and its value at 0. */
function lineThrough(x: readonly number[], y: readonly number[]): { slope: number; offset: number } {
  const [middleX, middleY] = [mean(x), mean(y)]
  let above = 0
  let below = 0
  for (let i = 0; i < x.length; i++) {
    above += (x[i]! - middleX) * (y[i]! - middleY)
    below += (x[i]! - middleX) ** 2
  }
  const slope = above / below
  return { slope, offset: middleY - slope * middleX }
}

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
