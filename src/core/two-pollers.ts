import { addStream } from './channel.ts'
import { createSettled } from './classify/settled.ts'
import { type Poller, trainAmong, twoPollersIn } from './classify/trains.ts'
import { createReplay, noteNews } from './cost/replay.ts'
import type { ExchangeSample } from './exchange.ts'
import { moveWeight } from './exchange-bytes.ts'
import { moveRows, type NewRow, Row } from './message-log.ts'
import { networkRoundTrip } from './origin.ts'
import type { Session } from './session.ts'
import { hasNoBody, type Stream } from './stream.ts'
import { moveRequest } from './streamed-body.ts'
import { addTo, type Tally } from './tally.ts'
import type { Bytes, Milliseconds } from './units.ts'
import { touch } from './wake-ups.ts'

/** One of two pollers of a URL, and when it asked last. */
interface Clock {
  stream: Stream
  period: Milliseconds
  last: Milliseconds
}

/** Two pollers of one URL, each a stream of its own: which of them asks is told by when it does. */
export type Pollers = readonly [Clock, Clock]

/** Requests that each must have made, while the other did. */
const fewest = 5
/** Nearer than this share of its period, a request is where its poller was to be: the clock is set by it. */
const onTime = 0.1

/** Of two pollers of one URL the one that asks at this time; a stream of one poller is itself. */
export function pollerOf(stream: Stream, at: Milliseconds): Stream {
  const { pollers } = stream
  if (!pollers) return stream
  const [one, other] = pollers
  const nearer = lateness(one, at) <= lateness(other, at) ? one : other
  if (lateness(nearer, at) <= onTime) nearer.last = at
  return nearer.stream
}

/** How far a time is from the nearest round of a clock, in periods. */
function lateness({ last, period }: Clock, at: Milliseconds): number {
  const rounds = (at - last) / period
  return Math.abs(rounds - Math.max(1, Math.round(rounds)))
}

/** Makes two streams of one where its requests have turned out to be those of two pollers. */
export function tellApart(session: Session, stream: Stream): void {
  if (stream.pollers || stream.kind !== 'exchanges' || !stream.settled.verdict?.flags.includes('interleaved')) return
  const samples = [...stream.samples].sort((a, b) => a.start - b.start)
  const starts = samples.map(({ start }) => start)
  const prompted = new Set(samples.flatMap(({ start, afterInput }) => (afterInput.within ? [start] : [])))
  if (prompted.size > 0 && trainAmong(starts, prompted)) return
  const found = twoPollersIn(starts)
  // A clock that was set back would have one poller beside itself.
  const setBack = stream.samples.some(({ end }, index) => index > 0 && end < stream.samples[index - 1]!.end)
  if (!found || setBack || !areAtOnce(found)) return
  const [first, second] = found
  const { key, url, sampleUrl, method, operation, doc } = stream
  const names = { key, url, sampleUrl, method, operation }
  const other = addStream(session, 'exchanges', Math.min(...second.starts), doc, names)
  const pollers: Pollers = [clockOf(stream, first), clockOf(other, second)]
  stream.pollers = pollers
  other.pollers = pollers
  for (const exchange of stream.underWay)
    if (lateness(pollers[1], exchange.start) < lateness(pollers[0], exchange.start))
      moveRequest(stream, other, exchange)
  moveSamples(
    stream,
    other,
    samples.filter(({ start }) => second.starts.has(start)),
  )
  const known = stream.samples.length + stream.pending === stream.requests
  for (const one of known ? [stream, other] : [other]) countAnew(one, networkRoundTrip(session, one))
  // Two with phases of their own hardly share one.
  if (!known) stream.wakeups = Math.max(1, stream.wakeups - other.wakeups)
  for (const one of [stream, other]) {
    one.settled = { ...createSettled(), next: 0, history: one.settled.history }
    one.revision++
  }
}

/** Both ask over the same while: one that has lost its beat would be two, one after the other. */
function areAtOnce(pollers: readonly [Poller, Poller]): boolean {
  const from = Math.max(...pollers.map(({ starts }) => Math.min(...starts)))
  const to = Math.min(...pollers.map(({ starts }) => Math.max(...starts)))
  return pollers.every(({ starts }) => [...starts].filter((start) => start >= from && start <= to).length >= fewest)
}

const clockOf = (stream: Stream, { period, starts }: Poller): Clock => ({ stream, period, last: Math.max(...starts) })

/** Moves exchanges that are over, with all that they have added. */
function moveSamples(from: Stream, to: Stream, moved: readonly ExchangeSample[]): void {
  for (const sample of moved) {
    const { start, header, end, sent, received, share } = sample
    to.longestWait = Math.max(to.longestWait, header - start)
    to.lastAsked = Math.max(to.lastAsked, start)
    to.lastAt = Math.max(to.lastAt, end)
    add(from, sample, -1)
    add(to, sample, 1)
    if (share.responses > 0) moveTally(from.in, to.in, received)
    if (sent > 0) moveTally(from.out, to.out, sent)
    if (sent > 0 && share.failures === 0) moveTally(from.said, to.said, sent)
    moveWeight(from, to, share.exchange)
    share.exchange.stream = to
  }
  const own = new Set(moved)
  from.samples = from.samples.filter((sample) => !own.has(sample))
  to.samples = [...moved].sort((a, b) => a.end - b.end)
  to.lastSignature = from.lastSignature
  to.lastEmpty = from.lastEmpty
  for (const type of from.contentTypes) to.contentTypes.add(type)
  for (const connection of from.connections) to.connections.add(connection)
  moveRows(from.log, to.log, (row) => moved.some((sample) => isRowOf(row, sample)))
}

/** Counts an exchange that is over, or takes it out again. */
function add(stream: Stream, { start, end, status, share }: ExchangeSample, times: 1 | -1): void {
  const { answer } = share
  stream.requests += times
  stream.heldMs += times * (end - start)
  for (const name of ['responses', 'failures', 'updates', 'unseenBodies', 'emptyLists', 'truncated'] as const)
    stream[name] += times * share[name]
  if (answer === undefined || answer === 'news') return
  if (answer === 'acknowledged') {
    stream.acknowledged += times
    if (hasNoBody(status)) stream.acknowledgedBare += times
    return
  }
  stream.wasted += times
  stream.wastedBy[answer] = (stream.wastedBy[answer] ?? 0) + times
  if (stream.wastedBy[answer] === 0) delete stream.wastedBy[answer]
}

function isRowOf({ at, bits, took = 0 }: NewRow, { start, end }: ExchangeSample): boolean {
  if (bits & Row.out) return at === start
  // Columns of times taken are of 32 bits.
  return at === end && took === Math.fround(end - start)
}

function moveTally(from: Tally, to: Tally, bytes: Bytes): void {
  from.count--
  from.bytes -= bytes
  addTo(to, bytes)
}

/** What depends on the order of all exchanges. */
function countAnew(stream: Stream, roundTrip: Milliseconds): void {
  stream.wakeups = 0
  stream.idleWakeups = 0
  stream.wokenAt = Number.NEGATIVE_INFINITY
  stream.replay = { ...createReplay(), roundTrip }
  for (const { start, header, end, news } of stream.samples) {
    for (const at of [start, header, end]) touch(stream, at)
    if (news) noteNews(stream.replay, end, stream.firstAt)
  }
}
