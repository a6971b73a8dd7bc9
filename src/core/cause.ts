import type { Milliseconds } from './units.ts'

/**
 * Something that makes pages ask: a person's hand, a pushed message. Kept as the last time and as the total reach of all times,
 * so that 'most requests come right after' can be held against how often that happens by chance.
 */
export interface Cause {
  reach: Milliseconds
  first: Milliseconds
  last: Milliseconds
  covered: Milliseconds
}

export function createCause(reach: Milliseconds): Cause {
  return { reach, first: Number.NaN, last: Number.NEGATIVE_INFINITY, covered: 0 }
}

export function noteCause(cause: Cause, at: Milliseconds): void {
  if (Number.isNaN(cause.first)) cause.first = at
  else cause.covered += Math.min(cause.reach, Math.max(0, at - cause.last))
  cause.last = Math.max(cause.last, at)
}

export const isAfter = (cause: Cause, at: Milliseconds) => at - cause.last >= 0 && at - cause.last <= cause.reach

/** Share of the time since the first cause that lies within reach of one. */
export function coverage(cause: Cause, now: Milliseconds): number {
  if (!(now > cause.first)) return 0
  return Math.min(1, (cause.covered + Math.min(cause.reach, now - cause.last)) / (now - cause.first))
}
