import { defaultPayloads } from '../src/core/session/session.ts'

const megabyte = 1024 * 1024
/** Beyond it the browser would stop a panel. */
export const mostMegabytes = 2048
export const defaultMegabytes = defaultPayloads / megabyte

/** UTF-16 units of payloads for so many megabytes. */
export const unitsOf = (megabytes: number) => megabytes * megabyte

/** Whether a session can keep so many megabytes of payloads. */
export const isMegabytes = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostMegabytes
