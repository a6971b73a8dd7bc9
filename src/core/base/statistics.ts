// Statistics over short lists: at most the exchanges that a stream keeps as samples.

/** The sum of a list; 0 for an empty list. */
export function sum(values: readonly number[]): number {
  let total = 0
  for (let index = 0; index < values.length; index++) total += values[index]!
  return total
}

/** The arithmetic mean of a list; NaN for an empty list. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/**
 * A quantile of a list, without interpolation.
 * @param share from 0 to 1: that share of the list lies at or below the quantile
 * @returns NaN for an empty list
 */
function quantile(values: readonly number[], share: number): number {
  const { length } = values
  if (length === 0) return Number.NaN
  if (length > scratch.length) scratch = new Float64Array(2 * length)
  for (let index = 0; index < length; index++) scratch[index] = values[index]!
  return select(scratch, length, Math.min(length - 1, Math.floor(share * length)))
}

// All calls share this array: rules take medians of several short lists at each exchange, and would allocate as often.
let scratch = new Float64Array(64)

/**
 * The value that would stand at `rank` if the first `length` values were sorted (quickselect, Hoare 1961), in linear time on
 * average. Reorders the values.
 */
function select(values: Float64Array, length: number, rank: number): number {
  let low = 0
  let high = length - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left++
      while (values[right]! > pivot) right--
      if (left > right) break
      const value = values[left]!
      values[left++] = values[right]!
      values[right--] = value
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else break
  }
  return values[rank]!
}

/** The median of a list, the upper one of two; NaN for an empty list. */
export const median = (values: readonly number[]) => quantile(values, 0.5)

/**
 * The mean of the middle half of a list: an outlier does not move it, as it does the mean, and of two lengths that take turns it is
 * the mean, where the median is one of them.
 * @returns NaN for an empty list
 */
export function middleMean(values: readonly number[]): number {
  const low = quantile(values, 0.25)
  const high = quantile(values, 0.75)
  return mean(values.filter((value) => value >= low && value <= high))
}

/**
 * Coefficient of variation of a list: standard deviation over mean. Intervals of a metronome have 0, those of a Poisson process
 * 1.
 * @returns NaN for an empty list
 */
export function variation(values: readonly number[]): number {
  const average = mean(values)
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += (values[index]! - average) ** 2
  return Math.sqrt(squares / values.length) / Math.abs(average)
}
