import { median, variation } from '../base/statistics.ts'
import type { Milliseconds } from '../base/units.ts'

/** Requests that come round again and again: so many in each period. */
export interface Schedule {
  period: Milliseconds
  /** Requests in each period, which overlap or have phases of their own. */
  size: number
}

const maxInterleaved = 8
/** A train's clock is steadier than a jittered poller's: two trains that are mixed up would pass for one with jitter. */
const maxVariationOfTwo = 0.04
/** Where many make a round, a person's words of one length with pauses of one length look like one, too: timers vary by less. */
const maxVariationOfMany = 0.02
/** Requests that a train must have to be one, and how many of all the trains must explain. */
const minRequestsOfSchedule = 4
const minExplainedShare = 0.9
/** A timer is late on a busy page, and never early. */
const maxLateness = 0.06

/**
 * Several pollers of one URL, or one that asks several times a round: with so many of one period each request comes just one
 * period after the one so many before it, whatever their phases.
 * @param starts in order
 */
export function interleavedSchedule(starts: readonly Milliseconds[]): Schedule | undefined {
  const iats = starts.slice(1).map((start, index) => start - starts[index]!)
  for (let size = 2; size <= maxInterleaved && starts.length >= minRequestsOfSchedule * size; size++) {
    const periods = starts.slice(size).map((start, index) => start - starts[index]!)
    // Times at random even out, too, when so many are added up: by the root of their number.
    const byChance = variation(iats) / Math.sqrt(size)
    if (variation(periods) <= Math.min(size > 2 ? maxVariationOfMany : maxVariationOfTwo, byChance / 4))
      return { period: median(periods), size }
  }
  return undefined
}

/**
 * A poller among requests that somebody's hand made: one train, and nearly all of the rest prompted.
 * @param starts in order, @param prompted those that came right after a key or click
 */
export function scheduleAmongPrompted(
  starts: readonly Milliseconds[],
  prompted: ReadonlySet<Milliseconds>,
): Schedule | undefined {
  const found = longestSchedule(starts)
  if (!found || found.members.size < 2 * minRequestsOfSchedule) return undefined
  const rest = starts.filter((start) => !found.members.has(start))
  const byHand = rest.filter((start) => prompted.has(start)).length
  return rest.length > 0 && byHand >= 0.8 * rest.length ? { period: found.period, size: 1 } : undefined
}

/** One of two pollers: how often it asks, and which of the requests are its own. */
export interface Poller {
  period: Milliseconds
  starts: ReadonlySet<Milliseconds>
}

/** Nearer to each other than this share of their period, two pollers change places by a little delay. */
const minDistance = 0.1

/**
 * Two pollers of one URL whose requests can be told apart: with periods of their own, or one after the other in each round.
 * @param starts in order
 * @returns the one that began first, first
 */
export function twoPollersIn(starts: readonly Milliseconds[]): [Poller, Poller] | undefined {
  const rounds = interleavedSchedule(starts)
  if (!rounds) return isOnePollerWithGaps(starts) ? undefined : twoSchedulesIn(starts)
  // One may ask several times while the other does once.
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
 * Whether both ask over the same while: one that has lost its beat would be two, one after the other.
 * @param times that each must have asked while the other did
 */
export function areAtOnce(pollers: readonly [Poller, Poller], times: number): boolean {
  const from = Math.max(...pollers.map(({ starts }) => Math.min(...starts)))
  const to = Math.min(...pollers.map(({ starts }) => Math.max(...starts)))
  return pollers.every(({ starts }) => [...starts].filter((start) => start >= from && start <= to).length >= times)
}

/**
 * Two pollers of one URL with periods of their own.
 * @param starts in order
 * @returns the one that began first, first
 */
function twoSchedulesIn(starts: readonly Milliseconds[]): [Poller, Poller] | undefined {
  if (starts.length < 2 * minRequestsOfSchedule) return undefined
  const first = longestSchedule(starts)
  if (!first) return undefined
  const rest = starts.filter((start) => !first.members.has(start))
  const second = rest.length >= minRequestsOfSchedule ? longestSchedule(rest) : undefined
  if (!second || first.members.size + second.members.size < minExplainedShare * starts.length) return undefined
  const [one, other] = first.members.has(starts[0]!) ? [first, second] : [second, first]
  return [
    { period: one.period, starts: one.members },
    { period: other.period, starts: other.members },
  ]
}

/** One poller of which some requests are not known: all times are its period, or several. */
function isOnePollerWithGaps(starts: readonly Milliseconds[]): boolean {
  const iats = starts.slice(1).map((start, index) => start - starts[index]!)
  const period = median(iats)
  return iats.every((iat) => Math.abs(iat / period - Math.round(iat / period)) <= maxLateness && iat > period / 2)
}

interface FoundSchedule {
  period: Milliseconds
  members: Set<Milliseconds>
}

/** The train that explains most, of those that begin with one of the first requests. */
function longestSchedule(starts: readonly Milliseconds[]): FoundSchedule | undefined {
  let longest: FoundSchedule | undefined
  for (let from = 0; from < Math.min(2, starts.length); from++)
    for (let to = from + 1; to < Math.min(from + 8, starts.length); to++) {
      const found = followSchedule(starts, from, starts[to]! - starts[from]!)
      // One that leaves out every second of its own requests explains no more than half.
      if (found.members.size >= minRequestsOfSchedule && found.members.size > (longest?.members.size ?? 0))
        longest = found
    }
  return longest
}

function followSchedule(starts: readonly Milliseconds[], from: number, guess: Milliseconds): FoundSchedule {
  const members = new Set([starts[from]!])
  let last = starts[from]!
  let period = guess
  if (period < 200) return { period, members }
  for (let index = from + 1; index < starts.length; index++) {
    const since = starts[index]! - last
    if (since < period * (1 - maxLateness)) continue
    // It has missed its time: no train from here.
    if (since > period * (1 + maxLateness)) break
    members.add(starts[index]!)
    last = starts[index]!
    period = (last - starts[from]!) / (members.size - 1)
  }
  return { period, members }
}
