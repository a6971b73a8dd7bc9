import type { Bytes } from './units.ts'

/** Running totals of one direction. */
export interface Tally {
  count: number
  bytes: Bytes
  largest: Bytes
}

export const emptyTally = (): Tally => ({ count: 0, bytes: 0, largest: 0 })

export function addTo(tally: Tally, bytes: Bytes): void {
  tally.count++
  tally.bytes += bytes
  if (bytes > tally.largest) tally.largest = bytes
}
