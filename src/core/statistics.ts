/** Small statistics over short lists (at most the exchanges that a stream keeps). Each returns NaN for an empty list. */

/** 0 of an empty list, unlike the others. */
export function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/** The value that `share` (0 to 1) of the list lies at or below, without interpolation. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

/** Coefficient of variation: standard deviation over mean. 0 is a metronome, 1 a Poisson process. */
export function variation(values: readonly number[]): number {
  const average = mean(values)
  let squares = 0
  for (const value of values) squares += (value - average) ** 2
  return Math.sqrt(squares / values.length) / Math.abs(average)
}
