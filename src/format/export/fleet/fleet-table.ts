import type { Columns, ColumnType, ColumnValue } from '../column.ts'
import type { FleetSession } from './fleet-session.ts'

/** A column as a file has it. */
export interface FleetColumn {
  name: string
  type: ColumnType
}

/** One of the tables that many sessions are written to. */
export interface FleetTable {
  name: string
  /** The first is `session`, by which the tables are joined. */
  columns: readonly FleetColumn[]
  /** The rows of a session, in batches: a value for each column. */
  rows(session: FleetSession): AsyncIterable<readonly (readonly ColumnValue[])[]>
}

/**
 * Makes a table of columns that are named as in the JSON analysis.
 * @param rowsOf the rows of a session, in batches
 */
export function fleetTable<Row>(
  name: string,
  columns: Columns<Row>,
  rowsOf: (session: FleetSession) => AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): FleetTable {
  const values = Object.values(columns)
  return {
    name,
    columns: [
      { name: 'session', type: 'text' },
      ...Object.entries(columns).map(([column, { type }]): FleetColumn => ({ name: snakeCase(column), type })),
    ],
    async *rows(session) {
      for await (const rows of rowsOf(session))
        yield rows.map((row) => [session.id, ...values.map(({ of }) => of(row))])
    },
  }
}

/** `bytes_per_hour` of `bytesPerHour`: names of columns have no upper case, which some engines fold and some do not. */
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
