import type { StreamAnalysis } from '../../../core/analysis/analysis.ts'
import { type Columns, column } from '../column.ts'
import { messageColumns } from '../message-columns.ts'
import { messagesInOrder } from '../messages-in-order.ts'
import { streamColumns } from '../stream-columns.ts'
import type { FleetSession } from './fleet-session.ts'
import { type FleetTable, fleetTable } from './fleet-table.ts'

const sessionColumns: Columns<FleetSession> = {
  file: column.text(({ file }) => file),
  release: column.text((session) => session.labels['release']),
  labels: column.labels((session) => session.labels),
  startedAt: column.time(({ source }) => source.analysis.page.startedAt || null),
  durationMs: column.integer(({ source }) => source.analysis.page.durationMs),
  browser: column.text(({ source }) => source.analysis.page.browser || null),
  pageUrl: column.text(({ source }) => source.analysis.page.url || null),
  streams: column.integer(({ source }) => source.analysis.totals.streams),
  bytesUp: column.integer(({ source }) => source.analysis.totals.bytesUp),
  bytesDown: column.integer(({ source }) => source.analysis.totals.bytesDown),
  wasted: column.integer(({ source }) => source.analysis.totals.wasted),
  unseenAnswers: column.integer(({ source }) => source.analysis.totals.unseenAnswers ?? 0),
  events: column.integer(({ source }) => source.analysis.completeness.events),
  dropped: column.integer(({ source }) => source.analysis.completeness.dropped),
  truncated: column.integer(({ source }) => source.analysis.completeness.truncated),
  leftOut: column.integer(({ source }) => source.analysis.completeness.leftOut ?? 0),
  behind: column.integer(({ source }) => source.analysis.completeness.behind ?? 0),
  unhooked: column.integer(({ source }) => source.analysis.completeness.unhooked.length),
  implausible: column.integer(({ source }) =>
    sum((source.analysis.completeness.implausible ?? []).map((one) => one.records)),
  ),
  askedOnce: column.integer(({ source }) => source.analysis.completeness.askedOnce?.endpoints ?? 0),
  askedOnceBytesUp: column.integer(({ source }) => source.analysis.completeness.askedOnce?.bytesUp ?? 0),
  askedOnceBytesDown: column.integer(({ source }) => source.analysis.completeness.askedOnce?.bytesDown ?? 0),
  redacted: column.boolean(({ redacted }) => redacted),
  problem: column.text(({ problem }) => problem),
}

interface OfStream<T> {
  stream: string
  it: T
}

const whatIfColumns: Columns<OfStream<StreamAnalysis['whatIf'][number]>> = {
  stream: column.text(({ stream }) => stream),
  technique: column.text(({ it }) => it.technique),
  requests: column.integer(({ it }) => it.requests),
  bytesUp: column.integer(({ it }) => it.bytesUp),
  bytesDown: column.integer(({ it }) => it.bytesDown),
  stalenessMeanMs: column.integer(({ it }) => it.stalenessMeanMs),
  connectionSeconds: column.number(({ it }) => it.connectionSeconds),
  requestsPerSecond: column.number(({ it }) => it.perUser.requestsPerSecond),
  connections: column.number(({ it }) => it.perUser.connections),
  bytesPerSecond: column.number(({ it }) => it.perUser.bytesPerSecond),
  bytesPerMonth: column.integer(({ it }) => it.perUser.bytesPerMonth),
  upperBound: column.boolean(({ it }) => it.upperBound ?? false),
  basis: column.text(({ it }) => it.basis),
  because: column.text(({ it }) => it.because.join(' ')),
}

const adviceColumns: Columns<OfStream<StreamAnalysis['advice'][number]>> = {
  stream: column.text(({ stream }) => stream),
  advice: column.text(({ it }) => it.id),
  text: column.text(({ it }) => it.text),
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

const ofStreams = <T>({ source }: FleetSession, list: (stream: StreamAnalysis) => readonly T[]): OfStream<T>[] =>
  source.analysis.streams.flatMap((stream) => list(stream).map((it) => ({ stream: stream.id, it })))

// A stream's id is called `stream` in all tables, so that they are joined by the same two names; and AT is a reserved word in BigQuery.
const { id, ...ofStream } = streamColumns
const { stream, at, ...ofMessage } = messageColumns

/** The tables of every session. */
export const fleetTables: readonly FleetTable[] = [
  fleetTable('sessions', sessionColumns, (session) => [[session]]),
  fleetTable('streams', { stream: id!, ...ofStream }, ({ source }) => [source.analysis.streams]),
  fleetTable('what_if', whatIfColumns, (session) => [ofStreams(session, ({ whatIf }) => whatIf)]),
  fleetTable('advice', adviceColumns, (session) => [ofStreams(session, ({ advice }) => advice)]),
]

/** The table of messages, for which a session is read once more. */
export const fleetMessages: FleetTable = fleetTable(
  'messages',
  { stream: stream!, happenedAt: at!, ...ofMessage },
  ({ source }) => messagesInOrder(source),
)
