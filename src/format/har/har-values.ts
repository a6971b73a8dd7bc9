import type { Bytes, Milliseconds } from '../../core/base/units.ts'

// Readers of values that a stranger wrote: what is not as it should be is empty or 0.

export type Raw = Readonly<Record<string, unknown>>

export const object = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {})

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Far more than any request has, and little enough that sums of them stay whole numbers. */
const largestSize = 2 ** 44
/** A request of a hundred years. */
const longestTime: Milliseconds = 3.2e12

const within = (value: unknown, most: number): number =>
  typeof value === 'number' && value > 0 ? Math.min(value, most) : 0

export const size = (value: unknown): Bytes => Math.round(within(value, largestSize))

export const duration = (value: unknown): Milliseconds => within(value, longestTime)

/** Beyond it a moment is no longer told in seconds, but in milliseconds. */
const latestInSeconds = 1e11

/** Seconds since 1970 (or milliseconds, of which there are far more) as milliseconds; 0 for what is no moment of our time. */
export function moment(seconds: unknown): Milliseconds {
  const told = within(seconds, Number.POSITIVE_INFINITY)
  const at = told > latestInSeconds ? told : told * 1000
  return at > longestTime ? 0 : at
}
