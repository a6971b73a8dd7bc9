import { type CsvValue, csvRecord, isoTime } from './csv-record.ts'
import type { ExportSource } from './export-source.ts'
import { type MessageRow, messageRow } from './message-row.ts'
import { createTimeWindow } from './time-window.ts'
import { unlisted } from './unlisted.ts'

/** Columns by name. */
const columns: Readonly<Record<string, (row: MessageRow) => CsvValue>> = {
  stream: ({ stream }) => stream,
  at: ({ at }) => isoTime(at),
  atMs: ({ at }) => at,
  direction: ({ direction }) => direction,
  kind: ({ kind }) => kind,
  bytes: ({ bytes }) => bytes,
  status: ({ status }) => status,
  tookMs: ({ took }) => took,
  dataChannel: ({ dataChannel }) => dataChannel,
  wasted: ({ wasted }) => wasted,
  cut: ({ cut }) => cut,
  binary: ({ binary }) => binary,
  name: ({ name }) => name,
  payload: ({ payload }) => payload,
}

/**
 * Writes CSV with a header and a record for each message, request body and answer of all streams together, in order of time. Memory does
 * not grow with the session: a row that was reported later than its neighbours by more than `time-window.ts` holds is out of order.
 */
export async function* writeMessagesCsv(source: ExportSource): AsyncGenerator<string> {
  const listed = new Set(source.analysis.streams.map(({ id }) => id))
  const window = createTimeWindow<MessageRow>()
  const cells = Object.values(columns)
  const record = (row: MessageRow) => csvRecord(cells.map((cell) => cell(row)))
  let leftOut = 0
  yield csvRecord(Object.keys(columns))
  const session = source.replay({
    row({ id }, row, exchange) {
      const stream = source.finalStreams.idOf(id, exchange)
      if (listed.has(stream)) window.add(messageRow(stream, row, exchange, source.redact))
      else leftOut++
    },
  })
  for await (const _ of session) for (const row of window.due()) yield record(row)
  for (const row of window.rest()) yield record(row)
  if (leftOut > 0) source.note(unlisted(leftOut, 'messages and answers'))
}
