import { addTo, type Tally } from '../base/tally.ts'
import type { Bytes, Milliseconds } from '../base/units.ts'
import { areAtOnce, type Poller, trainAmong, twoPollersIn } from '../evidence/trains.ts'
import type { DocumentFacts } from '../session/document.ts'
import type { Session } from '../session/session.ts'
import { moveRequest } from '../session/streamed-body.ts'
import { moveRows, type NewRow, Row } from '../stream/parts/message-log.ts'
import { createReplay, forgetNews, noteNews } from '../stream/parts/replay.ts'
import type { ExchangeSample } from '../stream/parts/sample.ts'
import { touch } from '../stream/parts/wake-ups.ts'
import { type Clock, type FormerPollers, hasNoBody, type Pollers, type Stream } from '../stream/stream.ts'
import { moveWeight } from '../traffic/exchange-weight.ts'
import { networkRoundTrip } from '../traffic/origin.ts'
import { createJudgement } from '../verdict/verdict.ts'
import { addStream, joinChannel } from './channel.ts'

/** Requests that each must have made, while the other did. */
const fewest = 5
/** Nearer than this share of its period, a request is where its poller was to be: the clock is set by it. */
const onTime = 0.1
/** So many of the last eight: the clocks are wrong. */
const mostStrays = 3
/** Periods without a request after which a poller has ended, or its page has slept. */
const mostMissed = 3.5
/** A poller that comes again keeps its period, near enough. */
const samePeriod = 0.2

/**
 * Of two pollers of one URL the one that asks at this time; a stream of one poller is itself.
 * @param key of the request, which may have become another since the stream began
 */
export function pollerOf({ byKey }: DocumentFacts, key: string, stream: Stream, at: Milliseconds): Stream {
  const { pollers } = stream
  if (!pollers) return stream
  const [one, other] = pollers.clocks
  const silent = pollers.clocks.filter((clock) => at - clock.last > mostMissed * clock.period)
  if (silent.length === 1) {
    const [going, gone] = silent[0] === one ? [other, one] : [one, other]
    part(going, gone)
    byKey.set(key, going.stream)
    return going.stream
  }
  const nearer = lateness(one, at) <= lateness(other, at) ? one : other
  const isStray = lateness(nearer, at) > onTime
  pollers.strays = ((pollers.strays << 1) | Number(isStray)) & 0xff
  if (silent.length === 2 || bitsOf(pollers.strays) >= mostStrays) {
    const [own, left] = stream === one.stream ? [one, other] : [other, one]
    part(own, left)
    beginToListen(stream)
    return stream
  }
  if (!isStray) nearer.last = at
  return nearer.stream
}

/** From now on all requests are one stream's, until two are told apart again. */
function part(going: Clock, left: Clock): void {
  going.stream.pollers = undefined
  left.stream.pollers = undefined
  going.stream.parted = { stream: left.stream, period: left.period, ownPeriod: going.period }
}

/** Its last requests say nothing of those to come; the verdict waits for enough of these. */
function beginToListen(stream: Stream): void {
  stream.samples = []
  stream.settled.next = stream.responses + stream.failures + 2 * fewest
}

function bitsOf(number: number): number {
  let bits = 0
  for (let rest = number; rest > 0; rest >>= 1) bits += rest & 1
  return bits
}

/** How far a time is from the nearest round of a clock, in periods. */
function lateness({ last, period }: Clock, at: Milliseconds): number {
  const rounds = (at - last) / period
  return Math.abs(rounds - Math.max(1, Math.round(rounds)))
}

/** Makes two streams of one where its requests have turned out to be those of two pollers. */
export function tellApart(session: Session, stream: Stream): void {
  if (stream.pollers || stream.kind !== 'exchanges' || !stream.settled.verdict?.flags.includes('interleaved')) return
  const found = pollersIn(stream)
  if (!found) {
    // It may be too early to say.
    if (stream.samples.length < 6 * fewest) stream.settled.next = 0
    return
  }
  const [own, second] = inOldOrder(found, stream.parted)
  const other = partedStream(stream.parted, second) ?? addOther(session, stream, Math.min(...second.starts))
  const clocks = [clockOf(stream, own), clockOf(other, second)] as const
  const pollers: Pollers = { clocks, strays: 0 }
  stream.pollers = pollers
  stream.parted = undefined
  other.pollers = pollers
  if (other.status === 'closed') other.status = 'open'
  for (const exchange of stream.underWay)
    if (lateness(clocks[1], exchange.start) < lateness(clocks[0], exchange.start)) moveRequest(stream, other, exchange)
  const moved = stream.samples.filter(({ start }) => second.starts.has(start))
  const fresh = other.requests === 0
  moveSamples(stream, other, moved)
  const known = stream.samples.length + stream.pending === stream.requests
  if (known) countAnew(stream, networkRoundTrip(session, stream))
  else takeOut(stream, moved)
  if (fresh) countAnew(other, networkRoundTrip(session, other))
  else putIn(other, moved)
  for (const one of [stream, other]) {
    one.settled = { ...createJudgement(), next: 0, history: one.settled.history }
    one.revision++
  }
}

function pollersIn({ samples }: Stream): [Poller, Poller] | undefined {
  const starts = samples.map(({ start }) => start).sort((a, b) => a - b)
  const prompted = new Set(samples.flatMap(({ start, afterInput }) => (afterInput.within ? [start] : [])))
  if (prompted.size > 0 && trainAmong(starts, prompted)) return undefined
  // A clock that was set back would have one poller beside itself.
  const setBack = samples.some(({ end }, index) => index > 0 && end < samples[index - 1]!.end)
  const found = setBack ? undefined : twoPollersIn(starts)
  return found && areAtOnce(found, fewest) ? found : undefined
}

/** Those that come again are who they were by their periods. */
function inOldOrder([first, second]: readonly [Poller, Poller], parted: FormerPollers | undefined): [Poller, Poller] {
  if (!parted) return [first, second]
  const off = (own: Poller, other: Poller) =>
    Math.abs(own.period - parted.ownPeriod) + Math.abs(other.period - parted.period)
  return off(first, second) <= off(second, first) * 1.05 ? [first, second] : [second, first]
}

function partedStream(parted: FormerPollers | undefined, { period }: Poller): Stream | undefined {
  const isSame = parted && Math.abs(period - parted.period) <= samePeriod * parted.period
  return isSame ? parted.stream : undefined
}

function addOther(session: Session, stream: Stream, at: Milliseconds): Stream {
  const { key, url, sampleUrl, method, operation, doc } = stream
  const other = addStream(session, 'exchanges', at, doc, { key, url, sampleUrl, method, operation })
  joinChannel(session, other, stream.channel)
  return other
}

const clockOf = (stream: Stream, { period, starts }: Poller): Clock => ({ stream, period, last: Math.max(...starts) })

/** Moves exchanges that are over, with all that they have added. */
function moveSamples(from: Stream, to: Stream, moved: readonly ExchangeSample[]): void {
  for (const sample of moved) {
    const { start, answeredAt: header, end, sent, received, share } = sample
    to.longestWait = Math.max(to.longestWait, header - start)
    to.lastAsked = Math.max(to.lastAsked, start)
    to.lastAt = Math.max(to.lastAt, end)
    add(from, sample, -1)
    add(to, sample, 1)
    if (share.responses > 0) moveTally(from.in, to.in, received)
    if (sent > 0) moveTally(from.out, to.out, sent)
    if (share.said > 0) moveTally(from.said, to.said, sent)
    moveWeight(from, to, share.exchange)
    share.exchange.stream = to
  }
  const own = new Set(moved)
  from.samples = from.samples.filter((sample) => !own.has(sample))
  to.samples = [...moved]
  to.lastSignature = from.lastSignature
  to.signatures = new Map(from.signatures)
  to.lastEmpty = from.lastEmpty
  for (const type of from.contentTypes) to.contentTypes.add(type)
  for (const connection of from.connections) to.connections.add(connection)
  const oldest = Math.min(...moved.map(({ start }) => start))
  moveRows(from.log, to.log, oldest, (row) => moved.some((sample) => isRowOf(row, sample)))
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
  stream.longestWait = Math.max(0, ...stream.samples.map(({ start, answeredAt: header }) => header - start))
  stream.wakeups = 0
  stream.idleWakeups = 0
  stream.wokenAt = Number.NEGATIVE_INFINITY
  stream.replay = { ...createReplay(), roundTrip }
  putIn(stream, stream.samples)
}

function putIn(stream: Stream, samples: readonly ExchangeSample[]): void {
  for (const { start, answeredAt: header, end, news } of samples) {
    for (const at of [start, header, end]) touch(stream, at)
    if (news) noteNews(stream.replay, end, stream.firstAt)
  }
}

/** The same of exchanges that were not the stream's, where not all of its own are known: near enough. */
function takeOut(stream: Stream, moved: readonly ExchangeSample[]): void {
  // Two with phases of their own hardly wake a device together.
  stream.wakeups = Math.max(1, stream.wakeups - moved.length)
  forgetNews(
    stream.replay,
    moved.filter(({ news }) => news).map(({ end }) => end),
  )
}
