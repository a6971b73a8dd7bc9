import { type Columns, column } from './column.ts'
import type { MessageRow } from './message-row.ts'

/** What is written of a message, request body or answer. */
export const messageColumns: Columns<MessageRow> = {
  stream: column.text(({ stream }) => stream),
  at: column.time(({ at }) => at),
  direction: column.text(({ direction }) => direction),
  kind: column.text(({ kind }) => kind),
  bytes: column.integer(({ bytes }) => bytes),
  status: column.integer(({ status }) => status),
  tookMs: column.number(({ took }) => took),
  dataChannel: column.integer(({ dataChannel }) => dataChannel),
  wasted: column.boolean(({ wasted }) => wasted),
  cut: column.boolean(({ cut }) => cut),
  binary: column.boolean(({ binary }) => binary),
  name: column.text(({ name }) => name),
  payload: column.text(({ payload }) => payload),
}
