import type { Bytes, Milliseconds } from '../../core/base/units.ts'

// Readers of untrusted values: a value of the wrong type becomes empty or 0.

export type Raw = Readonly<Record<string, unknown>>

/** An object or array; {} for any other value. */
export const object = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {})

/** A string; '' for any other value. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** An array; [] for any other value. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Far more bytes than any request has, and small enough that sums of head, body and framing fit a session file (2^44). */
const maxSize = 2 ** 42
/** A hundred years. */
const maxDuration: Milliseconds = 3.2e12

const within = (value: unknown, most: number): number =>
  typeof value === 'number' && value > 0 ? Math.min(value, most) : 0

/** A number of bytes, rounded; 0 for anything but a positive number. */
export const size = (value: unknown): Bytes => Math.round(within(value, maxSize))

/** An HTTP status of up to three digits (RFC 9110, 15); 0 for anything else. */
export const status = (value: unknown): number => {
  const given = size(value)
  return given > 999 ? 0 : given
}

/** A duration in ms; 0 for anything but a positive number. */
export const duration = (value: unknown): Milliseconds => within(value, maxDuration)

/** Larger numbers are milliseconds, not seconds. */
const latestInSeconds = 1e11

/**
 * A moment in ms since the Unix epoch, from seconds (or from milliseconds, which are far larger numbers); 0 for an invalid
 * value.
 */
export function moment(seconds: unknown): Milliseconds {
  const given = within(seconds, Number.POSITIVE_INFINITY)
  const at = given > latestInSeconds ? given : given * 1000
  return at > maxDuration ? 0 : at
}
