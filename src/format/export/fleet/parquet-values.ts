import type { SchemaElement } from 'hyparquet'
import type { ColumnType } from '../column.ts'
import type { FleetColumn } from './fleet-table.ts'

/**
 * Types as Apache Parquet names them (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md); the older converted types are
 * there too, for readers that know no others. Every column but `session` may be null, so that files of later versions can have more columns.
 */
const elementOf: Record<Exclude<ColumnType, 'labels'>, Partial<SchemaElement>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
}

/** The schema of a file with these columns, as the flat list of a tree. */
export const schemaOf = (columns: readonly FleetColumn[]): SchemaElement[] => [
  { name: 'duplex', num_children: columns.length },
  ...columns.flatMap(({ name, type }): SchemaElement[] => {
    if (type !== 'labels')
      return [{ name, ...elementOf[type], repetition_type: name === 'session' ? 'REQUIRED' : 'OPTIONAL' }]
    return [
      { name, converted_type: 'MAP', logical_type: { type: 'MAP' }, repetition_type: 'OPTIONAL', num_children: 1 },
      { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
      { name: 'key', ...elementOf.text, repetition_type: 'REQUIRED' },
      { name: 'value', ...elementOf.text, repetition_type: 'OPTIONAL' },
    ]
  }),
]

/**
 * The columns of a file that was written with such a schema, by this version or another.
 * @returns the name of the first column that is none of ours, where there is one
 */
export function columnsIn(schema: readonly SchemaElement[]): FleetColumn[] | string {
  const columns: FleetColumn[] = []
  for (let at = 1; at < schema.length; at++) {
    const element = schema[at]!
    const type = typeOf(element)
    if (!type) return element.name
    columns.push({ name: element.name, type })
    if (type === 'labels') at += 3
  }
  return columns
}

/** Other writers, such as DuckDB's where it has joined parts, name the same types with more words or keep finer times. */
function typeOf({ type, converted_type: converted }: SchemaElement): ColumnType | undefined {
  if (converted === 'MAP') return 'labels'
  if (type === 'INT64' && /^TIMESTAMP_M/.test(converted ?? '')) return 'time'
  if (type === 'INT64' && (converted ?? 'INT_64') === 'INT_64') return 'integer'
  if (type === 'BYTE_ARRAY' && converted === 'UTF8') return 'text'
  if (type === 'DOUBLE') return 'number'
  return type === 'BOOLEAN' ? 'boolean' : undefined
}

/**
 * A value as the writer takes it. Figures that are infinite or too large, and times that no calendar has, become null.
 * @param value of a row of ours, or as it was read from a file
 */
export function storedValue(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'integer':
      return asWhole(value as number | bigint, maxInteger)
    case 'time':
      return asWhole(value instanceof Date ? value.getTime() : (value as number), maxTime)
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'labels':
      return new Map(Object.entries(value))
    case 'text':
    case 'boolean':
      return value
  }
}

const maxInteger = 2 ** 63
/** ECMAScript, 21.4.1.1: times are at most so many milliseconds from 1970. */
const maxTime = 8.64e15

function asWhole(value: number | bigint, most: number): bigint | null {
  if (typeof value === 'bigint') return value
  return Math.abs(value) < most ? BigInt(Math.round(value)) : null
}

/** What a value takes while it waits to be written, roughly: 8 bytes, and its text. */
export const sizeOf = (value: unknown): number => 8 + (typeof value === 'string' ? value.length : 0)
