import type { Bytes } from '../base/units.ts'

/** The bytes of a connection that its stream has booked. */
export interface ConnectionWeight {
  up: Bytes
  down: Bytes
  /** The part of both that was counted rather than modelled. */
  measured: Bytes
}

export const createConnectionWeight = (): ConnectionWeight => ({ up: 0, down: 0, measured: 0 })

/** Replaces the bytes that were booked before. */
export function rebook(booked: ConnectionWeight, up: Bytes, down: Bytes, measured: Bytes): void {
  booked.up = up
  booked.down = down
  booked.measured = measured
}
