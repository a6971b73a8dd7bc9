import type { Bytes } from '../base/units.ts'

/** The bytes of a connection that its stream has booked. */
export interface ConnectionWeight {
  up: Bytes
  down: Bytes
  /** The part of both that was counted rather than modelled. */
  measured: Bytes
}

export const createConnectionWeight = (): ConnectionWeight => ({ up: 0, down: 0, measured: 0 })

/** Replaces the bytes that were booked before. @returns how much more there is to book */
export function rebook(booked: ConnectionWeight, up: Bytes, down: Bytes, measured: Bytes): ConnectionWeight {
  const more = { up: up - booked.up, down: down - booked.down, measured: measured - booked.measured }
  booked.up = up
  booked.down = down
  booked.measured = measured
  return more
}
