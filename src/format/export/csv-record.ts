import type { Moment } from '../../core/base/units.ts'
import type { Columns } from './column.ts'

/** What a cell may hold; null and undefined are written as an empty cell. */
export type CsvValue = string | number | boolean | null | undefined

/**
 * Spreadsheets take a cell that begins with one of these for a formula, or skip it and look at the next
 * (https://owasp.org/www-community/attacks/CSV_Injection). The last four are the full-width forms of the first.
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * A record of a CSV file (RFC 4180), with its line end. A text that a spreadsheet would take for a formula gets an apostrophe before it;
 * numbers stay numbers.
 */
export const csvRecord = (values: readonly CsvValue[]): string => `${values.map(cell).join(',')}\r\n`

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = String(value)
  const safe = formulaStart.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A time as ISO 8601, to the millisecond; '' where it is none that a calendar has. */
export function isoTime(at: Moment): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/**
 * A table as records of CSV. A column of times makes two: one for people, and one in milliseconds whose name ends in `Ms`.
 * @returns the names of the columns, and what the cells of a row hold
 */
export function csvTable<Row>(columns: Columns<Row>): { names: string[]; cells(row: Row): CsvValue[] } {
  const cells = Object.entries(columns).flatMap(([name, { type, of }]): [string, (row: Row) => CsvValue][] => {
    const plain = of as (row: Row) => CsvValue
    if (type !== 'time') return [[name, plain]]
    return [
      [name, (row) => isoTime(plain(row) as Moment)],
      [`${name}Ms`, plain],
    ]
  })
  const read = cells.map(([, cell]) => cell)
  return { names: cells.map(([name]) => name), cells: (row) => read.map((cell) => cell(row)) }
}
