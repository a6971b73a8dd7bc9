import { now } from '../browser/natives.ts'

/** An event as the hooks report it: flat, and without a prototype that the page could have changed. */
export type Record = { __proto__: null; type: string; at: number } & { [field: string]: unknown }

/** A new record of connection or exchange `id`, with the current time in ms since the Unix epoch. */
export function record(type: string, id: number): Record {
  return { __proto__: null, type, id, at: now() }
}
