import { median, variation } from '../base/statistics.ts'
import type { Milliseconds, Moment } from '../base/units.ts'

/** Requests that are repeated with one period. */
export interface Schedule {
  period: Milliseconds
  /** Requests in each period, each at its own phase. */
  size: number
}

/** Most requests in one period. */
const maxInterleaved = 8
/**
 * Variation of the periods of two interleaved requests. Their timers are steadier than a poller with jitter: with more variation,
 * any such poller would pass for two.
 */
const maxVariationOfTwo = 0.04
/**
 * Variation of the periods of more requests. Words of equal length, typed with equal pauses, look like a period, too, but vary
 * more.
 */
const maxVariationOfMany = 0.02
/**
 * Period of a schedule: requests at shorter intervals are a burst. Within a few milliseconds, which Firefox tells in whole ones, any
 * requests look steady by luck.
 */
const minPeriod: Milliseconds = 200
/** Variation of the intervals up to which two pollers about half a period apart are one of half the period, which is the simpler explanation. */
const maxVariationOfOne = 0.15
/** Least number of requests of a schedule: fewer keep one distance by luck. */
export const minRequestsOfSchedule = 4
/** Least share of all requests that two schedules together must explain. */
const minExplainedShare = 0.9
/** Share of the period by which a request may miss its time: a timer is late on a busy page. */
const maxDeviation = 0.06
/** Share of the requests beside a poller's that must have come soon after an action: one may miss it on a slow page. */
const minPromptedShare = 0.8

/**
 * Finds several pollers of one URL with one period, or a poller that makes several requests in each period: with n requests in a
 * period, each request comes one period after the n-th request before it, whatever their phases.
 * @param starts of the requests, in order
 * @returns the schedule with the fewest requests in a period, at least two; undefined where there is none
 */
export function interleavedSchedule(starts: readonly Moment[]): Schedule | undefined {
  const iats = starts.slice(1).map((start, index) => start - starts[index]!)
  if (variation(iats) <= maxVariationOfOne) return undefined
  for (let size = 2; size <= maxInterleaved && starts.length >= minRequestsOfSchedule * size; size++) {
    const periods = starts.slice(size).map((start, index) => start - starts[index]!)
    // Sums of n random intervals vary less than the intervals, too: by the square root of n.
    const byChance = variation(iats) / Math.sqrt(size)
    const period = median(periods)
    if (
      period >= minPeriod &&
      variation(periods) <= Math.min(size > 2 ? maxVariationOfMany : maxVariationOfTwo, byChance / 4)
    )
      return { period, size }
  }
  return undefined
}

/**
 * Finds one poller among requests that a person's actions caused: a schedule explains its requests, and nearly all others came
 * soon after an action.
 * @param starts of the requests, in order
 * @param prompted starts of the requests that came soon after a key press, click or scroll
 */
export function scheduleAmongPrompted(starts: readonly Moment[], prompted: ReadonlySet<Moment>): Schedule | undefined {
  const found = longestSchedule(starts)
  if (!found || found.members.size < 2 * minRequestsOfSchedule) return undefined
  const rest = starts.filter((start) => !found.members.has(start))
  const byHand = rest.filter((start) => prompted.has(start)).length
  return rest.length > 0 && byHand >= minPromptedShare * rest.length ? { period: found.period, size: 1 } : undefined
}

/** A poller that shares its URL with another one: its period, and the starts of its requests. */
export interface Poller {
  period: Milliseconds
  starts: ReadonlySet<Moment>
}

/** Share of the period that the requests of two pollers must be apart: nearer ones change their order by a little delay. */
const minDistance = 0.1

/**
 * Finds two pollers of one URL whose requests can be told apart: their periods differ, or they alternate within one period.
 * @param starts of the requests, in order
 * @returns the poller that began first, and the second one
 */
export function twoPollersIn(starts: readonly Moment[]): [Poller, Poller] | undefined {
  const rounds = interleavedSchedule(starts)
  if (!rounds) return isOnePollerWithGaps(starts) ? undefined : twoSchedulesIn(starts)
  // Where one poller makes several requests while the other one makes one, the periods differ.
  if (rounds.size !== 2) return twoSchedulesIn(starts)
  const near = starts.some((start, index) => index > 0 && start - starts[index - 1]! < minDistance * rounds.period)
  if (near) return undefined
  const { period } = rounds
  const every = (odd: number) => new Set(starts.filter((_, index) => index % 2 === odd))
  return [
    { period, starts: every(0) },
    { period, starts: every(1) },
  ]
}

/**
 * Whether two pollers run at one time. A poller that changed its phase looks like two as well, but one after the other.
 * @param times least number of requests of each within the time in which both run
 */
export function areAtOnce(pollers: readonly [Poller, Poller], times: number): boolean {
  const from = Math.max(...pollers.map(({ starts }) => Math.min(...starts)))
  const to = Math.min(...pollers.map(({ starts }) => Math.max(...starts)))
  return pollers.every(({ starts }) => [...starts].filter((start) => start >= from && start <= to).length >= times)
}

/**
 * Finds two pollers of one URL with different periods.
 * @param starts of the requests, in order
 * @returns the poller that began first, and the second one
 */
function twoSchedulesIn(starts: readonly Moment[]): [Poller, Poller] | undefined {
  if (starts.length < 2 * minRequestsOfSchedule) return undefined
  const first = longestSchedule(starts)
  if (!first) return undefined
  const rest = starts.filter((start) => !first.members.has(start))
  const second = rest.length >= minRequestsOfSchedule ? longestSchedule(rest) : undefined
  // Every second request of one poller has a period, too. Two pollers of one period are found by `interleavedSchedule`.
  const isOnePeriod = second && Math.abs(second.period - first.period) <= maxDeviation * first.period
  if (!second || isOnePeriod || first.members.size + second.members.size < minExplainedShare * starts.length)
    return undefined
  const [earlier, later] = first.members.has(starts[0]!) ? [first, second] : [second, first]
  return [
    { period: earlier.period, starts: earlier.members },
    { period: later.period, starts: later.members },
  ]
}

/** Whether the requests are those of one poller, some of which are missing: each interval is a multiple of its period. */
function isOnePollerWithGaps(starts: readonly Moment[]): boolean {
  const iats = starts.slice(1).map((start, index) => start - starts[index]!)
  const period = median(iats)
  return iats.every((iat) => Math.abs(iat / period - Math.round(iat / period)) <= maxDeviation && iat > period / 2)
}

interface FoundSchedule {
  period: Milliseconds
  members: Set<Moment>
}

/** The schedule of most requests, of those that begin with the first or second request. */
function longestSchedule(starts: readonly Moment[]): FoundSchedule | undefined {
  let longest: FoundSchedule | undefined
  for (let from = 0; from < Math.min(2, starts.length); from++)
    for (let to = from + 1; to < Math.min(from + 8, starts.length); to++) {
      const found = followSchedule(starts, from, starts[to]! - starts[from]!)
      if (found.members.size >= minRequestsOfSchedule && found.members.size > (longest?.members.size ?? 0))
        longest = found
    }
  return longest
}

/**
 * The requests that follow from the first one at this period, which is measured anew with each.
 * @param from index of the first
 */
function followSchedule(starts: readonly Moment[], from: number, guess: Milliseconds): FoundSchedule {
  const members = new Set([starts[from]!])
  let last = starts[from]!
  let period = guess
  if (period < minPeriod) return { period, members }
  for (let index = from + 1; index < starts.length; index++) {
    const since = starts[index]! - last
    if (since < period * (1 - maxDeviation)) continue
    // A request is missing: the schedule ends.
    if (since > period * (1 + maxDeviation)) break
    members.add(starts[index]!)
    last = starts[index]!
    period = (last - starts[from]!) / (members.size - 1)
  }
  return { period, members }
}
