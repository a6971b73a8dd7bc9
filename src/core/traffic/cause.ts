import type { Milliseconds, Moment } from '../base/units.ts'

/**
 * Something that makes pages ask: a person's hand, a pushed message. Kept as the last time and as the total reach of all times,
 * so that 'most requests come right after' can be held against how often that happens by chance.
 */
export interface Cause {
  /** Within this time after it a request may have been caused by it; within the other one it was caused directly. */
  within: Milliseconds
  atOnce: Milliseconds
  first: Moment
  last: Moment
  coveredWithin: Milliseconds
  coveredAtOnce: Milliseconds
}

/** How near after a cause a request came, and how likely that is by chance: the share of time that lies within reach of one. */
export interface Nearness {
  within: boolean
  atOnce: boolean
  chanceWithin: number
  chanceAtOnce: number
}

const never: Nearness = { within: false, atOnce: false, chanceWithin: 0, chanceAtOnce: 0 }

export function createCause(within: Milliseconds, atOnce: Milliseconds): Cause {
  const last = Number.NEGATIVE_INFINITY
  return { within, atOnce, first: Number.NaN, last, coveredWithin: 0, coveredAtOnce: 0 }
}

export function noteCause(cause: Cause, at: Moment): void {
  if (Number.isNaN(cause.first)) cause.first = at
  else {
    const since = Math.max(0, at - cause.last)
    cause.coveredWithin += Math.min(cause.within, since)
    cause.coveredAtOnce += Math.min(cause.atOnce, since)
  }
  cause.last = Math.max(cause.last, at)
}

/** How near a cause a request comes that begins at this time. */
export function nearness(cause: Cause, at: Moment): Nearness {
  const { first, last, within, atOnce } = cause
  if (Number.isNaN(first)) return never
  const since = at - last
  return {
    within: since >= 0 && since <= within,
    atOnce: since >= 0 && since <= atOnce,
    chanceWithin: chance(cause.coveredWithin, within, since, at - first),
    chanceAtOnce: chance(cause.coveredAtOnce, atOnce, since, at - first),
  }
}

/** The share of a time that lies within reach of a cause. @param since the last cause @param time since the first */
const chance = (covered: Milliseconds, reach: Milliseconds, since: Milliseconds, time: Milliseconds) =>
  time > 0 ? Math.min(1, (covered + Math.min(reach, Math.max(0, since))) / time) : 0
