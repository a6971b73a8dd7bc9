import type { Bytes } from '../base/units.ts'

/** Bytes that a connection has added to its stream. */
export interface ConnectionWeight {
  up: Bytes
  down: Bytes
  /** The part of both that was counted rather than modelled. */
  measured: Bytes
}

export const createConnectionWeight = (): ConnectionWeight => ({ up: 0, down: 0, measured: 0 })

/** Replaces the bytes that were counted before. @returns how much more there is to count */
export function recount(counted: ConnectionWeight, up: Bytes, down: Bytes, measured: Bytes): ConnectionWeight {
  const more = { up: up - counted.up, down: down - counted.down, measured: measured - counted.measured }
  counted.up = up
  counted.down = down
  counted.measured = measured
  return more
}
