import type { Moment } from '../../core/base/units.ts'

/**
 * The kind of a column's values. `integer` and `number` are figures without and with fractions, `time` is in milliseconds since 1970,
 * `labels` are names with a text each.
 */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'labels'

export type ColumnValue = string | number | boolean | Readonly<Record<string, string>> | null | undefined

/** A column of a table: how its value is found in a row. Null and undefined stand for what is not known, or does not apply. */
export interface Column<Row> {
  type: ColumnType
  of(row: Row): ColumnValue
}

/** Columns by name, in their order. Names are those of the JSON analysis; other formats spell them their own way. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>

type Maybe<T> = T | null | undefined

/** Makes a column of a type. */
export const column = {
  text: <Row>(of: (row: Row) => Maybe<string>): Column<Row> => ({ type: 'text', of }),
  integer: <Row>(of: (row: Row) => Maybe<number>): Column<Row> => ({ type: 'integer', of }),
  number: <Row>(of: (row: Row) => Maybe<number>): Column<Row> => ({ type: 'number', of }),
  boolean: <Row>(of: (row: Row) => Maybe<boolean>): Column<Row> => ({ type: 'boolean', of }),
  time: <Row>(of: (row: Row) => Maybe<Moment>): Column<Row> => ({ type: 'time', of }),
  labels: <Row>(of: (row: Row) => Readonly<Record<string, string>>): Column<Row> => ({ type: 'labels', of }),
}
