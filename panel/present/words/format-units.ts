import { type Bytes, latestTime, type Milliseconds, type Moment } from '../../../src/core/base/units.ts'

/** Digits and unit. Numbers have at most three significant digits, except counts, which are whole. */
export type Formatted = readonly [value: string, unit: string]

// Created once: creating a formatter takes longer than drawing a screenful of rows.
const counts = new Intl.NumberFormat('en')
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' })

/** Decimal kilobytes, as in the browsers' network panels. */
export function formatBytes(bytes: Bytes): Formatted {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB'])
}

/** Milliseconds below a second, then seconds, minutes, hours. */
export function formatTime(ms: Milliseconds): Formatted {
  const size = Math.abs(ms)
  if (size < 9.95) return [trimmed(ms, 1), 'ms']
  if (size < 999.5) return [ms.toFixed(0), 'ms']
  if (size < 99_950) return [threeDigits(ms / 1000), 's']
  if (size < 99.95 * 60_000) return [threeDigits(ms / 60_000), 'min']
  return [threeDigits(ms / 3_600_000), 'h']
}

/** Per second from one in ten seconds on, below that per minute. */
export function formatRate(perSecond: number): Formatted {
  if (perSecond === 0) return ['0', '/s']
  if (perSecond >= 0.095) return [scaledCount(perSecond), '/s']
  return [scaledCount(perSecond * 60), '/min']
}

/** A whole number without a unit. */
export function formatCount(count: number): Formatted {
  return [grouped(Math.round(count)), '']
}

/** '3,402' */
export const grouped = (count: number) => counts.format(count)

/** A share, 0 to 1, as a percentage: never 0 % of something, never 100 % of less than all. */
export function formatPercent(share: number): Formatted {
  const percent = share * 100
  if (percent === 0 || percent === 100) return [String(percent), '%']
  if (percent < 0.1) return ['<0.1', '%']
  if (percent > 99.9) return ['>99.9', '%']
  return [percent < 1 || percent > 99 ? percent.toFixed(1) : percent.toFixed(0), '%']
}

/** A plain ratio such as requests per update. */
export function formatRatio(ratio: number): Formatted {
  return [scaledCount(ratio), '']
}

/** Large counts of a model, shortened: '3.2 M'. */
export function formatMagnitude(count: number): Formatted {
  return count < 100 ? [trimmed(count, count < 10 ? 1 : 0), ''] : scaled(count, 1000, ['', 'k', 'M', 'G', 'T'])
}

/** A formatted value as text. */
export const joined = ([value, unit]: Formatted) =>
  unit === '' || unit.startsWith('/') ? value + unit : `${value} ${unit}`

/** '1 stream', '3,402 streams'. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${counts.format(count)} ${count === 1 ? one : many}`
}

/** Local time of day, to the millisecond. */
export function formatClock(at: Moment): string {
  const date = new Date(writable(at))
  const two = (part: number) => String(part).padStart(2, '0')
  const ms = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`
}

/** Full local date and time with the time zone, for titles. */
export function formatDate(at: Moment): string {
  return dates.format(writable(at))
}

/** A time that can be written as a date: formatters throw at what is beyond the range of Date. */
const writable = (at: Moment) => (at > 0 ? Math.min(at, latestTime) : 0)

function scaled(amount: number, step: number, units: readonly string[]): Formatted {
  let value = amount
  let at = 0
  // 999.5 would be rounded to 1000 of the smaller unit.
  while (Math.abs(value) >= 999.5 && at < units.length - 1) {
    value /= step
    at++
  }
  return [at === 0 ? value.toFixed(0) : threeDigits(value), units[at]!]
}

const scaledCount = (count: number) => (count >= 999.5 ? counts.format(Math.round(count)) : threeDigits(count))

function threeDigits(value: number): string {
  return Math.abs(value) < 99.95 ? value.toFixed(1) : value.toFixed(0)
}

const trimmed = (value: number, digits: number) => value.toFixed(digits).replace(/\.0+$/, '')
