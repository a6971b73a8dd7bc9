/** Small statistics over short lists (at most the exchanges that a stream keeps). Each returns NaN for an empty list. */

/** 0 of an empty list, unlike the others. */
export function sum(values: readonly number[]): number {
  let total = 0
  for (let index = 0; index < values.length; index++) total += values[index]!
  return total
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/** The value that `share` (0 to 1) of the list lies at or below, without interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const { length } = values
  if (length === 0) return Number.NaN
  if (length > scratch.length) scratch = new Float64Array(2 * length)
  for (let index = 0; index < length; index++) scratch[index] = values[index]!
  return select(scratch, length, Math.min(length - 1, Math.floor(share * length)))
}

// One for all: rules take the median of a few short lists for each of very many exchanges.
let scratch = new Float64Array(64)

/** The value that would stand at `rank` if the first `length` were in order (quickselect, Hoare 1961). Changes their order. */
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

export const median = (values: readonly number[]) => quantile(values, 0.5)

/** Coefficient of variation: standard deviation over mean. 0 is a metronome, 1 a Poisson process. */
export function variation(values: readonly number[]): number {
  const average = mean(values)
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += (values[index]! - average) ** 2
  return Math.sqrt(squares / values.length) / Math.abs(average)
}
