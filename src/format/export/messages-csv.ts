import { csvRecord, csvTable } from './csv-record.ts'
import type { ExportSource } from './export-source.ts'
import { messageColumns } from './message-columns.ts'
import { messagesInOrder } from './messages-in-order.ts'

/** Writes CSV with a header and a record for each message, request body and answer of all streams together, in order of time. */
export async function* writeMessagesCsv(source: ExportSource): AsyncGenerator<string> {
  const { names, cells } = csvTable(messageColumns)
  yield csvRecord(names)
  for await (const rows of messagesInOrder(source)) for (const row of rows) yield csvRecord(cells(row))
}
