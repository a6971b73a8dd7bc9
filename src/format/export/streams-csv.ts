import { csvRecord, csvTable } from './csv-record.ts'
import type { ExportSource } from './export-source.ts'
import { streamColumns } from './stream-columns.ts'

/** Writes CSV with a header and a record for each stream, in the order of the analysis. */
export async function* writeStreamsCsv({ analysis }: Pick<ExportSource, 'analysis'>): AsyncGenerator<string> {
  const { names, cells } = csvTable(streamColumns)
  yield csvRecord(names)
  for (const stream of analysis.streams) yield csvRecord(cells(stream))
}
