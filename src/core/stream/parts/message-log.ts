import type { Bytes, Milliseconds, Moment } from '../../base/units.ts'

/** Kinds of rows, as bits. */
export const Row = {
  out: 1,
  binary: 2,
  /** Carried no news. */
  wasted: 4,
  /** The payload kept is only the head. */
  cut: 8,
  /** The whole answer to one request, rather than one message on a connection. */
  exchange: 16,
  failed: 32,
} as const

/**
 * The messages of one stream in columns, so that a million of them are cheap. Besides its payload a row takes 31 bytes: 8 + 8 + 1 + 2 + 4
 * in the typed columns, and up to 8 for its place in `payload`. Columns that have just doubled take up to twice that. Rows are appended,
 * and change their places only where streams are merged or split.
 */
export interface MessageLog {
  length: number
  at: Float64Array
  bytes: Float64Array
  bits: Uint8Array
  /** HTTP status of an exchange, data channel number or 0. */
  code: Uint16Array
  /** Milliseconds from request to end of answer, for exchanges. */
  took: Float32Array
  /** Payload heads; the oldest become undefined when the budget is used up. */
  payload: (string | undefined)[]
  /** Names (SSE event types) by row; sparse. */
  names: Map<number, string>
  /** The name that came last: rows that repeat it share one text. */
  lastName: string
  /** Rows before this one have lost their payload to the budget. */
  payloadFrom: number
  /** The log that all rows of this one have gone to. */
  mergedInto: MessageLog | undefined
}

export interface NewRow {
  at: Moment
  bytes: Bytes
  bits: number
  code?: number
  took?: Milliseconds
  payload?: string | undefined
  name?: string | undefined
}

// Most streams of a busy page never hold a row; buffers of their own would cost more than all the rest of them.
const none = { wide: new Float64Array(0), bits: new Uint8Array(0), code: new Uint16Array(0), took: new Float32Array(0) }
const firstRows = 16

export function createMessageLog(): MessageLog {
  return {
    length: 0,
    at: none.wide,
    bytes: none.wide,
    bits: none.bits,
    code: none.code,
    took: none.took,
    payload: [],
    names: new Map(),
    lastName: '',
    payloadFrom: 0,
    mergedInto: undefined,
  }
}

/** Adds a row. Amortised O(1): columns double when full. */
export function appendRow(log: MessageLog, row: NewRow): void {
  const index = log.length
  if (index === log.at.length) grow(log)
  log.at[index] = row.at
  log.bytes[index] = row.bytes
  log.bits[index] = row.bits
  log.code[index] = row.code ?? 0
  log.took[index] = row.took ?? 0
  log.payload[index] = row.payload
  if (row.name !== undefined) {
    if (row.name !== log.lastName) log.lastName = row.name
    log.names.set(index, log.lastName)
  }
  log.length = index + 1
}

/** Rows that a late one may have to pass by: more would cost too much, and it is put at the end instead. */
const maxPassed = 4096

/** Adds a row that was reported late in its place in time. */
export function insertRow(log: MessageLog, row: NewRow): void {
  let first = log.length
  while (first > 0 && log.at[first - 1]! > row.at && log.length - first < maxPassed) first--
  if (first > 0 && log.at[first - 1]! > row.at) first = log.length
  const later = [...rowsOf(log, first)]
  takeRowsFrom(log, first)
  appendRow(log, row)
  for (const one of later) appendRow(log, one)
}

function takeRowsFrom(log: MessageLog, first: number): void {
  for (let row = first; row < log.length; row++) log.names.delete(row)
  log.length = first
  log.payload.length = first
  log.payloadFrom = Math.min(log.payloadFrom, first)
}

function grow(log: MessageLog): void {
  const size = Math.max(firstRows, log.at.length * 2)
  const larger = <T extends { set(from: T): void }>(from: T, to: T): T => {
    to.set(from)
    return to
  }
  log.at = larger(log.at, new Float64Array(size))
  log.bytes = larger(log.bytes, new Float64Array(size))
  log.bits = larger(log.bits, new Uint8Array(size))
  log.code = larger(log.code, new Uint16Array(size))
  log.took = larger(log.took, new Float32Array(size))
}

/**
 * Lets go of the oldest payload that is still kept.
 * @returns its length in UTF-16 units, or -1 when none is left.
 */
export function forgetOldestPayload(log: MessageLog): number {
  while (log.payloadFrom < log.length) {
    const payload = log.payload[log.payloadFrom]
    log.payload[log.payloadFrom++] = undefined
    if (payload !== undefined && payload.length > 0) return payload.length
  }
  return -1
}

/** The log that holds the rows of this one by now. */
export function logOf(log: MessageLog): MessageLog {
  let found = log
  while (found.mergedInto) found = found.mergedInto
  return found
}

/** Puts the rows of one log among those of another, in order of time, and empties it. Payloads that are kept stay. */
export function mergeLogs(into: MessageLog, from: MessageLog): void {
  const rows = [...rowsOf(into), ...rowsOf(from)].sort((a, b) => a.at - b.at)
  Object.assign(into, createMessageLog())
  for (const row of rows) appendRow(into, row)
  Object.assign(from, createMessageLog(), { mergedInto: into })
}

/** Moves the row of a request that is in flight. @param sent bytes of its body */
export const moveRequestRow = (from: MessageLog, to: MessageLog, start: Moment, sent: Bytes): void =>
  moveRows(from, to, start, ({ at, bits, bytes }) => at === start && (bits & Row.out) > 0 && bytes === sent)

/** Moves the rows of exchanges that are over. */
export function moveExchangeRows(
  from: MessageLog,
  to: MessageLog,
  exchanges: readonly { start: Moment; end: Moment }[],
): void {
  const oldest = Math.min(...exchanges.map(({ start }) => start))
  moveRows(from, to, oldest, (row) => exchanges.some((exchange) => isRowOf(row, exchange)))
}

function isRowOf({ at, bits, took = 0 }: NewRow, { start, end }: { start: Moment; end: Moment }): boolean {
  if (bits & Row.out) return at === start
  // Columns of times taken are of 32 bits.
  return at === end && took === Math.fround(Math.max(0, end - start))
}

/** Moves the rows that `isMoved` accepts, none of which is older than `since`. */
function moveRows(from: MessageLog, to: MessageLog, since: Moment, isMoved: (row: NewRow) => boolean): void {
  let first = from.length
  while (first > 0 && from.at[first - 1]! >= since) first--
  const rows = [...rowsOf(from, first)]
  if (!rows.some(isMoved)) return
  takeRowsFrom(from, first)
  for (const row of rows) appendRow(isMoved(row) ? to : from, row)
}

function* rowsOf(log: MessageLog, first = 0): Generator<NewRow> {
  for (let row = first; row < log.length; row++)
    yield {
      at: log.at[row]!,
      bytes: log.bytes[row]!,
      bits: log.bits[row]!,
      code: log.code[row]!,
      took: log.took[row]!,
      payload: log.payload[row],
      name: log.names.get(row),
    }
}
