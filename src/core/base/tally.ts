import type { Bytes } from './units.ts'

/** Running totals of things that have a size: how many, and how large together. */
export interface Tally {
  count: number
  bytes: Bytes
}

/** A tally that has counted nothing yet. */
export const emptyTally = (): Tally => ({ count: 0, bytes: 0 })

/** Counts one thing of this size. */
export function addTo(tally: Tally, bytes: Bytes): void {
  tally.count++
  tally.bytes += bytes
}

/** Adds the second tally to the first and empties the second. */
export function mergeTally(into: Tally, from: Tally): void {
  into.count += from.count
  into.bytes += from.bytes
  Object.assign(from, emptyTally())
}

/** Moves one thing of this size from one tally to another. */
export function moveTo(from: Tally, to: Tally, bytes: Bytes): void {
  from.count--
  from.bytes -= bytes
  addTo(to, bytes)
}
