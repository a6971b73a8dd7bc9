import type { StreamAnalysis } from '../../../core/analysis/analysis.ts'
import { boolean, type Columns, integer, labels, number, text, time } from '../column.ts'
import { messageColumns } from '../message-columns.ts'
import { messagesInOrder } from '../messages-in-order.ts'
import { streamColumns } from '../stream-columns.ts'
import type { FleetSession } from './fleet-session.ts'
import { type FleetTable, fleetTable } from './fleet-table.ts'

const sessionColumns: Columns<FleetSession> = {
  file: text(({ file }) => file),
  release: text((session) => session.labels['release']),
  labels: labels((session) => session.labels),
  startedAt: time(({ source }) => source.analysis.page.startedAt || null),
  durationMs: integer(({ source }) => source.analysis.page.durationMs),
  browser: text(({ source }) => source.analysis.page.browser || null),
  pageUrl: text(({ source }) => source.analysis.page.url || null),
  streams: integer(({ source }) => source.analysis.totals.streams),
  bytesUp: integer(({ source }) => source.analysis.totals.bytesUp),
  bytesDown: integer(({ source }) => source.analysis.totals.bytesDown),
  wasted: integer(({ source }) => source.analysis.totals.wasted),
  unseenAnswers: integer(({ source }) => source.analysis.totals.unseenAnswers ?? 0),
  events: integer(({ source }) => source.analysis.completeness.events),
  dropped: integer(({ source }) => source.analysis.completeness.dropped),
  truncated: integer(({ source }) => source.analysis.completeness.truncated),
  leftOut: integer(({ source }) => source.analysis.completeness.leftOut ?? 0),
  behind: integer(({ source }) => source.analysis.completeness.behind ?? 0),
  unhooked: integer(({ source }) => source.analysis.completeness.unhooked.length),
  implausible: integer(({ source }) => sum((source.analysis.completeness.implausible ?? []).map((one) => one.records))),
  askedOnce: integer(({ source }) => source.analysis.completeness.askedOnce?.endpoints ?? 0),
  askedOnceBytesUp: integer(({ source }) => source.analysis.completeness.askedOnce?.bytesUp ?? 0),
  askedOnceBytesDown: integer(({ source }) => source.analysis.completeness.askedOnce?.bytesDown ?? 0),
  redacted: boolean(({ redacted }) => redacted),
  problem: text(({ problem }) => problem),
}

interface OfStream<T> {
  stream: string
  it: T
}

const whatIfColumns: Columns<OfStream<StreamAnalysis['whatIf'][number]>> = {
  stream: text(({ stream }) => stream),
  technique: text(({ it }) => it.technique),
  requests: integer(({ it }) => it.requests),
  bytesUp: integer(({ it }) => it.bytesUp),
  bytesDown: integer(({ it }) => it.bytesDown),
  stalenessMeanMs: integer(({ it }) => it.stalenessMeanMs),
  connectionSeconds: number(({ it }) => it.connectionSeconds),
  requestsPerSecond: number(({ it }) => it.perUser.requestsPerSecond),
  connections: number(({ it }) => it.perUser.connections),
  bytesPerSecond: number(({ it }) => it.perUser.bytesPerSecond),
  bytesPerMonth: integer(({ it }) => it.perUser.bytesPerMonth),
  upperBound: boolean(({ it }) => it.upperBound ?? false),
  basis: text(({ it }) => it.basis),
  because: text(({ it }) => it.because.join(' ')),
}

const adviceColumns: Columns<OfStream<StreamAnalysis['advice'][number]>> = {
  stream: text(({ stream }) => stream),
  advice: text(({ it }) => it.id),
  text: text(({ it }) => it.text),
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
