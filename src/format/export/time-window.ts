import type { Milliseconds, Moment } from '../../core/base/units.ts'

/**
 * Rows wait this long, by the session's time, for others that were reported late. The network log tells of a message about three seconds
 * after the hooks would have.
 */
const waits: Milliseconds = 5000
/** Rows that wait at most, and the UTF-16 units of their payloads: some 30 MB together. What is later than that stays out of order. */
const maxRows = 20_000
const maxUnits = 8_000_000

interface Timed {
  at: Moment
  payload: string | undefined
}

/** Puts rows that come nearly in order of time in order. */
export interface TimeWindow<R extends Timed> {
  add(row: R): void
  /** The rows that need not wait any longer, in order. */
  due(): R[]
  /** All rows that still wait, in order. */
  rest(): R[]
}

/** A window without rows. */
export function createTimeWindow<R extends Timed>(): TimeWindow<R> {
  let waiting: R[] = []
  let newest = Number.NEGATIVE_INFINITY
  let units = 0
  const sort = () => waiting.sort((a, b) => a.at - b.at)
  return {
    add(row) {
      waiting.push(row)
      units += row.payload?.length ?? 0
      if (row.at > newest) newest = row.at
    },
    due() {
      sort()
      let count = 0
      for (const { at, payload } of waiting) {
        const isFull = waiting.length - count > maxRows || units > maxUnits
        if (at > newest - waits && !isFull) break
        count++
        units -= payload?.length ?? 0
      }
      const due = waiting.slice(0, count)
      waiting = waiting.slice(count)
      return due
    },
    rest() {
      const rest = sort()
      waiting = []
      units = 0
      return rest
    },
  }
}
