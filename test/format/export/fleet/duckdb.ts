import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** The document of the fleet's tables, whose queries and columns are tested. */
export const fleetDocument = readFileSync(join(root, 'src/format/export/fleet/README.md'), 'utf8')

/** The SQL of the document, each with the heading above it. */
export const queries: readonly { heading: string; sql: string }[] = fleetDocument.split(/^#+ /m).flatMap((section) => {
  const heading = section.slice(0, section.indexOf('\n'))
  return [...section.matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, sql]) => ({ heading, sql: sql! }))
})

export type Row = Record<string, unknown>

export interface Database {
  /** Runs statements. @returns the rows of the last, with numbers as they are and dates as texts */
  rows(sql: string): Promise<Row[]>
  close(): void
}

/** A database in memory. @param folder stands for `lake`, and its name with `-joined` for `lake-joined` */
export async function openDatabase(folder: string): Promise<Database> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  return {
    async rows(sql) {
      const read = await connection.runAndReadAll(
        sql.replace(/'lake(-joined)?\//g, (_all, joined = '') => `'${folder}${joined}/`),
      )
      const isNumber = read.columnTypes().map((type) => /^(BIGINT|HUGEINT|DOUBLE|DECIMAL|INTEGER)/.test(String(type)))
      const names = read.columnNames()
      return read
        .getRowsJson()
        .map((row) =>
          Object.fromEntries(
            row.map((value, index) => [names[index]!, isNumber[index] && value !== null ? Number(value) : value]),
          ),
        )
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
