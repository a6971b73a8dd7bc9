import { dayOf, type FleetSession } from './fleet-session.ts'
import type { FleetTable } from './fleet-table.ts'
import type { Parquet, ParquetFile } from './parquet.ts'

/** What was written of a day: a part of each table, with the rows of the same sessions. */
export interface WrittenDay {
  day: string
  sessions: ReadonlySet<string>
}

/** Writes the rows of many sessions into one part for each table and day. */
export interface FleetWriter {
  add(session: FleetSession): Promise<void>
  /** Ends all parts. */
  finish(): WrittenDay[]
}

/** Bytes, roughly, that wait in the row groups of all parts together. */
const maxWaiting = 24_000_000

/** @param append takes the bytes of a part, in order; they are used again afterwards */
export function createFleetWriter(
  parquet: Parquet,
  tables: readonly FleetTable[],
  append: (table: string, day: string, bytes: Uint8Array) => void,
): FleetWriter {
  const days = new Map<string, { sessions: Set<string>; parts: ParquetFile[] }>()

  // A table without a row is written all the same: a query over it finds no rows then, rather than no table.
  function begin(day: string) {
    const parts = tables.map(({ name, columns }) => parquet.create(columns, (bytes) => append(name, day, bytes)))
    const begun = { sessions: new Set<string>(), parts }
    days.set(day, begun)
    return begun
  }

  function makeRoom(): void {
    const all = [...days.values()].flatMap(({ parts }) => parts)
    if (all.reduce((sum, { waiting }) => sum + waiting, 0) > maxWaiting) for (const part of all) part.flush()
  }

  return {
    async add(session) {
      const day = dayOf(session.source.analysis.page.startedAt)
      const { sessions, parts } = days.get(day) ?? begin(day)
      sessions.add(session.id)
      for (const [index, table] of tables.entries())
        for await (const rows of table.rows(session)) for (const row of rows) parts[index]!.add(row)
      makeRoom()
    },
    finish() {
      for (const { parts } of days.values()) for (const part of parts) part.finish()
      return [...days].map(([day, { sessions }]) => ({ day, sessions }))
    },
  }
}
