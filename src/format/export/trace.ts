import type { Moment } from '../../core/base/units.ts'
import type { Session } from '../../core/session/session.ts'
import type { Watch } from '../../core/stream/watch.ts'
import { techniqueLabels } from '../../core/verdict/technique.ts'
import { writtenRedaction } from '../session/redaction-line.ts'
import type { ExportSource } from './export-source.ts'
import { type MessageRow, messageRow } from './message-row.ts'
import { createTraceTracks, processId, type TraceEvent } from './trace-tracks.ts'
import { unlisted } from './unlisted.ts'

type Exchange = Parameters<NonNullable<Watch['ended']>>[0]

/** How many events a trace holds at most. */
export interface TraceLimits {
  events: number
  /** Of them, so many are kept for requests and connections, which messages may not fill. */
  keptForSlices: number
}

/** Some 40 MB: chrome://tracing takes seconds to open as much, and fails at a few times that. */
const traceLimits: TraceLimits = { events: 200_000, keptForSlices: 50_000 }

/**
 * Writes the Trace Event Format
 * (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU), as a JSON object: a process for the page, a track for
 * each stream, a slice for each request and each open connection, and an instant for each message of a connection or of a streamed
 * response. Times are in microseconds from the session's start; what began earlier is shown from there.
 */
export async function* writeTrace(source: ExportSource, limits = traceLimits): AsyncGenerator<string> {
  const { analysis, finalStreams } = source
  const { startedAt } = analysis.page
  const techniques = new Map(analysis.streams.map(({ id, technique }) => [id, techniqueLabels[technique]]))
  const tracks = createTraceTracks(analysis)
  const leftOut = { requestsAndConnections: 0, messages: 0, unlisted: 0 }
  let pending: TraceEvent[] = tracks.names()
  const count = { slices: 0, messages: 0 }
  let answer: { exchange: Exchange; row: MessageRow } | undefined
  const micros = (at: Moment) => Math.max(0, Math.round((at - startedAt) * 1000))

  function slice(stream: string, name: string, from: Moment, to: Moment, args: Record<string, unknown>): void {
    if (tracks.trackOf(stream) === undefined) return void leftOut.unlisted++
    if (count.slices + count.messages >= limits.events) return void leftOut.requestsAndConnections++
    count.slices++
    const ts = micros(from)
    const dur = Math.max(0, micros(to) - ts)
    const { tid, name: track } = tracks.place(stream, ts, ts + dur)
    if (track) pending.push(track)
    pending.push({ ph: 'X', name, pid: processId, tid, ts, dur, args })
  }

  function instant({ stream, at, direction, bytes, wasted }: MessageRow): void {
    const tid = tracks.trackOf(stream)
    if (tid === undefined) return void leftOut.unlisted++
    const isFull = count.slices + count.messages >= limits.events
    if (isFull || count.messages >= limits.events - limits.keptForSlices) return void leftOut.messages++
    count.messages++
    const args = { direction, bytes, wasted }
    pending.push({ ph: 'i', s: 't', name: direction, pid: processId, tid, ts: micros(at), args })
  }

  function request(exchange: Exchange, end: Moment, outcome: string): void {
    const { start, status, method, sent, streaming } = exchange
    const row = answer?.exchange === exchange ? answer.row : undefined
    answer = undefined
    // The bytes of a response that streams are those of its messages.
    const received = streaming ? {} : { bytes: row?.kind === 'answer' ? row.bytes : 0, wasted: row?.wasted ?? false }
    const name = status > 0 ? `${method} ${status}` : method
    slice(idOf(exchange), name, start, end, { direction: 'in', ...received, sent, status, outcome })
  }

  const idOf = (exchange: Exchange) => finalStreams.idOf(exchange.stream.id, exchange)

  function connection(id: string, from: Moment, to: Moment, open: boolean): void {
    const stream = finalStreams.idOf(id)
    slice(stream, techniques.get(stream) ?? '', from, to, { open })
  }

  let last: Session | undefined
  const watch: Watch = {
    row({ id }, row, exchange) {
      const shown = messageRow(finalStreams.idOf(id, exchange), { ...row, payload: undefined }, exchange)
      if (shown.kind === 'message') instant(shown)
      else if (exchange && shown.direction === 'in') answer = { exchange, row: shown }
    },
    ended: request,
    closed: ({ id }, openedAt, end) => connection(id, openedAt, end, false),
  }

  yield '{"displayTimeUnit":"ms","traceEvents":['
  let separator = '\n'
  function* written(): Generator<string> {
    for (const event of pending) {
      yield separator + JSON.stringify(event)
      separator = ',\n'
    }
    pending = []
  }
  for await (const session of source.replay(watch, false)) {
    last = session
    yield* written()
  }
  if (last) {
    for (const { exchanges } of last.documents.byName.values())
      for (const exchange of exchanges.values()) request(exchange, last.lastAt, 'open')
    for (const { id, connection: life, mergedInto } of last.streams.all)
      if (life.openedAt !== undefined && !mergedInto) connection(id, life.openedAt, last.lastAt, true)
  }
  yield* written()
  const { page } = analysis
  const otherData = {
    format: 'duplex-trace',
    url: page.url,
    startedAt,
    browser: page.browser,
    limit: limits.events,
    leftOut,
    redactions: source.redactions().map(writtenRedaction),
  }
  yield `\n],"otherData":${JSON.stringify(otherData)}}\n`
  const over = leftOut.messages + leftOut.requestsAndConnections
  if (over > 0)
    source.note(
      `the trace holds the first ${count.slices + count.messages} events (${limits.events} at most, ${limits.keptForSlices} of them for requests and connections), and leaves ${leftOut.messages} messages and ${leftOut.requestsAndConnections} requests and connections out`,
    )
  if (leftOut.unlisted > 0) source.note(unlisted(leftOut.unlisted, 'requests and messages'))
}
