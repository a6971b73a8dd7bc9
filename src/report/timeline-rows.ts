import type { MessageRows } from '../core/analysis/stream-facts.ts'
import type { Milliseconds, Moment } from '../core/base/units.ts'
import type { Session } from '../core/session/session.ts'
import {
  appendRow,
  createMessageLog,
  type MessageLog,
  mergeLogs,
  type NewRow,
  Row,
} from '../core/stream/parts/message-log.ts'
import type { Watch } from '../core/stream/watch.ts'

type Stream = Parameters<NonNullable<Watch['letGo']>>[0]

/** The rows that a timeline is drawn from, in memory that does not grow with the session. */
export interface TimelineRows {
  /** For the session, from its first event on. */
  watch: Watch
  /** Called once the session is over, before `of`. */
  finish(session: Session): void
  of(id: string): MessageRows
  /** Of the rows of one stream and direction within this time, one was kept. */
  cell(): Milliseconds
}

/** Rows of all streams together, of up to 62 bytes (see `MessageLog`): 12 MB. */
const maxRows = 200_000
/** Cells do not get longer than a day: whoever has more streams than rows gets a row for each. */
const longestCell: Milliseconds = 86_400_000
/** A response of which more rows are known streams, and moves no more. */
const maxKnown = 64

/**
 * Keeps one row for each cell of time, stream and direction. Cells begin with a millisecond, and double their length whenever there are too
 * many rows, so that a long session is drawn from end to end.
 * @param most rows of all streams together
 */
export function createTimelineRows(most = maxRows): TimelineRows {
  const logs = new Map<string, MessageLog>()
  const known = new WeakMap<object, { stream: string; times: Moment[] }>()
  let cell: Milliseconds = 1
  let rows = 0
  let limit = most

  const logOfStream = (id: string) => {
    const log = logs.get(id) ?? createMessageLog()
    logs.set(id, log)
    return log
  }
  const cellOf = (at: Moment) => Math.floor(at / cell)

  function add(log: MessageLog, row: NewRow): void {
    // Rows come in order of time, except for a few.
    for (let last = log.length - 1; last >= 0 && cellOf(log.at[last]!) === cellOf(row.at); last--) {
      if ((log.bits[last]! & Row.out) !== (row.bits & Row.out)) continue
      join(log, last, row)
      return
    }
    appendRow(log, { at: row.at, bytes: row.bytes, bits: row.bits, took: row.took ?? 0 })
    rows++
  }

  function thin(): void {
    do {
      cell *= 2
      rows = 0
      for (const [id, log] of logs)
        logs.set(
          id,
          copied(log, () => true),
        )
    } while (rows > most / 2 && cell < longestCell)
    limit = Math.max(most, rows * 2)
  }

  function copied(log: MessageLog, isKept: (row: NewRow) => boolean): MessageLog {
    const copy = createMessageLog()
    for (const row of rowsOf(log)) if (isKept(row)) add(copy, row)
    return copy
  }

  function merge({ id, mergedInto }: Stream): void {
    const log = logs.get(id)
    logs.delete(id)
    let whole = mergedInto
    while (whole?.mergedInto) whole = whole.mergedInto
    if (log && whole) mergeLogs(logOfStream(whole.id), log)
    else rows -= log?.length ?? 0
  }

  return {
    watch: {
      row(stream, row, exchange) {
        add(logOfStream(stream.id), row)
        if (rows > limit) thin()
        if (!exchange) return
        const of = known.get(exchange) ?? { stream: stream.id, times: [] }
        if (of.times.length < maxKnown) of.times.push(row.at)
        known.set(exchange, of)
      },
      moved(exchange) {
        const of = known.get(exchange)
        const from = of && logs.get(of.stream)
        if (!from || of.stream === exchange.stream.id) return
        const isMoved = ({ at }: NewRow) => of.times.includes(at)
        rows -= from.length
        const to = logOfStream(exchange.stream.id)
        for (const row of rowsOf(from)) if (isMoved(row)) add(to, row)
        logs.set(
          of.stream,
          copied(from, (row) => !isMoved(row)),
        )
        of.stream = exchange.stream.id
      },
      letGo: merge,
    },
    finish({ streams }) {
      for (const stream of streams.all) if (stream.mergedInto) merge(stream)
      for (const [id, log] of logs) {
        const inOrder = createMessageLog()
        mergeLogs(inOrder, log)
        logs.set(id, inOrder)
      }
    },
    of: logOfStream,
    cell: () => cell,
  }
}

/** What is drawn of two: news where either had it, a failure where either failed, and the longer wait. */
function join(log: MessageLog, place: number, { bits, took = 0 }: NewRow): void {
  const old = log.bits[place]!
  const wasted = old & bits & Row.wasted
  log.bits[place] = ((old | bits) & ~Row.wasted) | wasted
  log.took[place] = Math.max(log.took[place]!, took)
}

function* rowsOf(log: MessageLog): Generator<NewRow> {
  for (let row = 0; row < log.length; row++)
    yield { at: log.at[row]!, bytes: log.bytes[row]!, bits: log.bits[row]!, took: log.took[row]! }
}
