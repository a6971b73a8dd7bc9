import type { Moment } from '../base/units.ts'
import type { NewRow } from '../stream/parts/message-log.ts'
import { addRow } from '../stream/parts/payload-budget.ts'
import type { Stream, StreamExchange } from '../stream/stream.ts'
import type { Session } from './session.ts'

/**
 * Adds the row of a message or body to its stream, and tells whoever watches.
 * @param of the exchange that it is a part of; `late`: it was reported later than some that came after it
 */
export function countRow(
  { payloads, streams }: Session,
  stream: Stream,
  row: NewRow,
  { exchange, late = false }: { exchange?: StreamExchange; late?: boolean },
): void {
  addRow(payloads, stream.messages, row, late)
  streams.watch?.row?.(stream, row, exchange)
}

/** Tells whoever watches that the connection of a stream, if it was open, is about to end. */
export function tellClosed({ streams }: Session, stream: Stream, at: Moment): void {
  const { openedAt } = stream.connection
  if (openedAt !== undefined) streams.watch?.closed?.(stream, openedAt, at)
}
