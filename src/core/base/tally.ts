import type { Bytes } from './units.ts'

/** Running totals of the messages or bodies of one direction. */
export interface Tally {
  count: number
  bytes: Bytes
  largest: Bytes
}

export const emptyTally = (): Tally => ({ count: 0, bytes: 0, largest: 0 })

/** Counts one message of this size. */
export function addTo(tally: Tally, bytes: Bytes): void {
  tally.count++
  tally.bytes += bytes
  if (bytes > tally.largest) tally.largest = bytes
}

/** Adds one tally to another and empties it. */
export function mergeTally(into: Tally, from: Tally): void {
  into.count += from.count
  into.bytes += from.bytes
  into.largest = Math.max(into.largest, from.largest)
  Object.assign(from, emptyTally())
}

/** Counts one message of this size in another tally than before. `largest` of the first stays: the second largest is not known. */
export function moveTo(from: Tally, to: Tally, bytes: Bytes): void {
  from.count--
  from.bytes -= bytes
  addTo(to, bytes)
}
