import type { Milliseconds } from '../base/units.ts'
import * as origins from '../traffic/origin.ts'
import type { Stream } from './stream.ts'

/**
 * Estimated round-trip time of a stream, for figures that people read: where nothing came from the stream's origin faster than a server
 * would hold it, that of the page's own server. Rules use the origin's own (`roundTrip`), so that a hold is never measured against itself.
 */
export const networkRoundTrip = ({ origin, document }: Stream): Milliseconds =>
  origins.roundTripBeside(origin, document.origin)

/** Whether that is measured: a response came from the stream's origin faster than any server would hold it. */
export const isRoundTripSeen = ({ origin }: Stream): boolean => origins.isRoundTripMeasured(origin)
