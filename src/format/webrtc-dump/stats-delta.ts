import { object, type Raw } from '../har/har-values.ts'
import { propertyName, typeName } from './rtcstats-numbers.ts'
import type { Reports } from './stats-report.ts'

/** Reports of one connection that are kept: a call with hundreds of people has some thousands. */
const maxReports = 10_000

/**
 * The reports of a `getStats` entry, which may say only what is new since the one before: properties that changed, null for a report that
 * is gone, and one time for all reports without one of their own.
 * @param before of the same connection
 */
export function withDelta(before: Reports, delta: unknown): Map<string, Raw> {
  const reports = new Map(before)
  for (const [id, value] of Object.entries(object(delta))) {
    if (value === null) reports.delete(id)
    else if (typeof value === 'object' && (reports.size < maxReports || reports.has(id)))
      reports.set(id, { ...reports.get(id), ...namedReport(value as Raw) })
  }
  return reports
}

const namedReport = (report: Raw): Raw =>
  Object.fromEntries(
    Object.entries(report).map(([key, value]) => {
      const name = propertyName(key)
      return [name, name === 'type' ? typeName(value) : value]
    }),
  )
