import { boolean, type Columns, integer, number, text, time } from './column.ts'
import type { MessageRow } from './message-row.ts'

/** What is written of a message, request body or answer. */
export const messageColumns: Columns<MessageRow> = {
  stream: text(({ stream }) => stream),
  at: time(({ at }) => at),
  direction: text(({ direction }) => direction),
  kind: text(({ kind }) => kind),
  bytes: integer(({ bytes }) => bytes),
  status: integer(({ status }) => status),
  tookMs: number(({ took }) => took),
  dataChannel: integer(({ dataChannel }) => dataChannel),
  wasted: boolean(({ wasted }) => wasted),
  cut: boolean(({ cut }) => cut),
  binary: boolean(({ binary }) => binary),
  name: text(({ name }) => name),
  payload: text(({ payload }) => payload),
}
