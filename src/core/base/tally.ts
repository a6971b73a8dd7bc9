import type { Bytes } from './units.ts'

/** Running totals of things that have a size: how many, how large together, and how large the largest. */
export interface Tally {
  count: number
  bytes: Bytes
  largest: Bytes
}

/** A tally that has counted nothing yet. */
export const emptyTally = (): Tally => ({ count: 0, bytes: 0, largest: 0 })

/** Counts one thing of this size. */
export function addTo(tally: Tally, bytes: Bytes): void {
  tally.count++
  tally.bytes += bytes
  if (bytes > tally.largest) tally.largest = bytes
}

/** Adds the second tally to the first and empties the second. */
export function mergeTally(into: Tally, from: Tally): void {
  into.count += from.count
  into.bytes += from.bytes
  into.largest = Math.max(into.largest, from.largest)
  Object.assign(from, emptyTally())
}

/**
 * Moves one thing of this size from one tally to another. `largest` of the first tally stays as it is, since the size of its
 * second largest thing is not known.
 */
export function moveTo(from: Tally, to: Tally, bytes: Bytes): void {
  from.count--
  from.bytes -= bytes
  addTo(to, bytes)
}
