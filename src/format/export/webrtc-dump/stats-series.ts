import type { Moment } from '../../../core/base/units.ts'
import type { StatsReport } from './stats-reports.ts'

interface Series {
  statsType: string
  startTime: string
  endTime: string
  /** JSON of a list. */
  values: string
}

interface ReportSeries {
  type: string
  values: Map<string, unknown[]>
  times: Moment[]
}

/** The statistics of one connection, figure by figure. */
export interface StatsSeries {
  add(reports: Readonly<Record<string, StatsReport>>, at: Moment): void
  /** A list of values for each property of each report, by `id-property`; among them the times of each report. */
  all(): Record<string, Series>
}

export function createStatsSeries(): StatsSeries {
  const reports = new Map<string, ReportSeries>()
  return {
    add(told, at) {
      for (const [id, { type, timestamp: _, ...properties }] of Object.entries(told)) {
        const known: ReportSeries = reports.get(id) ?? { type: String(type), values: new Map(), times: [] }
        reports.set(id, known)
        for (const [name, value] of Object.entries(properties)) {
          // Readers find the time of a value by its place: where the report has been without it so far, there is null.
          const values = known.values.get(name) ?? known.times.map(() => null)
          known.values.set(name, values)
          while (values.length < known.times.length) values.push(null)
          values.push(value)
        }
        known.times.push(at)
      }
    },
    all() {
      const all: Record<string, Series> = {}
      for (const [id, { type, values, times }] of reports) {
        const [first, last] = [times[0]!, times.at(-1)!].map((at) => new Date(at).toISOString())
        const series = (list: readonly unknown[]): Series => ({
          startTime: first!,
          endTime: last!,
          statsType: type,
          values: JSON.stringify(list),
        })
        all[`${id}-timestamp`] = series(times)
        for (const [name, list] of values) all[`${id}-${name}`] = series(list)
      }
      return all
    },
  }
}
