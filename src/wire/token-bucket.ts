import type { Milliseconds, Moment } from '../core/base/units.ts'

/** Lets through so many things a millisecond on average, and more at once where fewer came before. */
export interface TokenBucket {
  /** @returns whether so many more may pass at this time; those that may not are not counted */
  take(amount: number, at: Moment): boolean
}

/**
 * A page that was busy hands over all at once what it did meanwhile, so that a bucket holds what a minute would let through: browsers
 * ask a person whether to stop a script long before.
 */
const savedFor: Milliseconds = 60_000

/**
 * A full bucket.
 * @param perMs things that pass in a millisecond, on average
 * @param atOnce things that pass beyond the rate at any time
 */
export function createTokenBucket(perMs: number, atOnce = 0): TokenBucket {
  const most = perMs * savedFor + atOnce
  let tokens = most
  let last = Number.NEGATIVE_INFINITY
  return {
    take(amount, at) {
      if (at > last) {
        tokens = Math.min(most, tokens + (last > 0 ? (at - last) * perMs : 0))
        last = at
      }
      if (amount > tokens) return false
      tokens -= amount
      return true
    },
  }
}
