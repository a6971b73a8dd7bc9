import type { Moment } from '../../core/base/units.ts'
import { object, type Raw, text } from '../har/har-values.ts'
import type { Reports } from './stats-report.ts'

interface Series {
  statsType: string
  values: readonly unknown[]
  start: Moment
  end: Moment
}

/**
 * The reports of a connection at each time. A dump holds them the other way round: for each property of each report a list of its values,
 * and since Chromium 117 another of the times of the report.
 */
export function seriesOf(stats: Raw): { at: Moment; reports: Reports }[] {
  const found = new Map<Moment, Map<string, Record<string, unknown>>>()
  const times = new Map<string, readonly number[]>()
  for (const [name, value] of Object.entries(stats)) {
    if (!name.endsWith('-timestamp')) continue
    const numbers = seriesIn(value).values.filter((one) => typeof one === 'number')
    times.set(name.slice(0, -'-timestamp'.length), numbers)
  }
  for (const [name, value] of Object.entries(stats)) {
    // What Chromium has computed has brackets: `CP1-[bytesSent_in_bits/s]`.
    const dash = name.lastIndexOf('-')
    const property = name.slice(dash + 1)
    if (dash < 0 || name.includes('[') || property === 'timestamp') continue
    const id = name.slice(0, dash)
    const series = seriesIn(value)
    for (const [index, at] of timesOf(series, times.get(id)).entries()) {
      if (index >= series.values.length || !Number.isFinite(at)) break
      const reports = found.get(at) ?? new Map<string, Record<string, unknown>>()
      found.set(at, reports)
      const report = reports.get(id) ?? { type: series.statsType }
      reports.set(id, report)
      report[property] = series.values[index]
    }
  }
  return [...found].map(([at, reports]) => ({ at, reports }))
}

function seriesIn(value: unknown): Series {
  const { statsType, values, startTime, endTime } = object(value)
  return {
    statsType: text(statsType),
    values: listIn(values),
    start: Date.parse(text(startTime)),
    end: Date.parse(text(endTime)),
  }
}

function listIn(values: unknown): readonly unknown[] {
  try {
    const list: unknown = typeof values === 'string' ? JSON.parse(values) : values
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}

/** The times of a series: those of its report from its own start on, or, in older dumps, evenly between start and end. */
function timesOf({ values, start, end }: Series, known: readonly number[] | undefined): readonly number[] {
  if (known) {
    // `startTime` is the time of the first value to the millisecond.
    const from = Number.isNaN(start) ? 0 : known.findIndex((at) => at >= start - 1)
    return from < 0 ? [] : known.slice(from)
  }
  const step = values.length > 1 ? (end - start) / (values.length - 1) : 0
  return values.map((_, index) => start + index * step)
}
