import type { Moment } from '../../../core/base/units.ts'
import type { ExportSource } from '../export-source.ts'

/** One of many sessions that are written together. */
export interface FleetSession {
  /** The same for the same content, and for no other. */
  id: string
  /** Name of its file, without folders. */
  file: string
  /** What the person who converts it knows of it, such as `release`. */
  labels: Readonly<Record<string, string>>
  /** Secrets are replaced in what is written. */
  redacted: boolean
  /** What could not be read of a damaged file, as a sentence. */
  problem: string | undefined
  source: ExportSource
}

/** The name by which Hive, Spark and DuckDB know the partition of rows whose column is null. */
const noDay = '__HIVE_DEFAULT_PARTITION__'

/** The day in UTC on which a session began, as the name of a partition. A session without events, or of a time that no calendar has, has none. */
export function dayOf(startedAt: Moment): string {
  const date = new Date(startedAt)
  const year = date.getUTCFullYear()
  return startedAt > 0 && year >= 1970 && year <= 9999 ? date.toISOString().slice(0, 10) : noDay
}
