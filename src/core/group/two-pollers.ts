import type { Moment } from '../base/units.ts'
import { areAtOnce, type Poller, scheduleAmongPrompted, twoPollersIn } from '../evidence/schedules.ts'
import { moveRequest } from '../stream/move-request.ts'
import { forgetUpdates } from '../stream/parts/replay.ts'
import { forgetSamples } from '../stream/parts/samples.ts'
import { takeOutWakeUps } from '../stream/parts/wake-ups.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import {
  type Clock,
  changed,
  type FormerPollers,
  type Pollers,
  type Stream,
  type StreamSample,
  setStatus,
  streamOf,
} from '../stream/stream.ts'
import { lookAgain, restart } from '../verdict/verdict.ts'
import type { Streams } from './channel.ts'
import { addBeside, countAnew, moveExchanges, putIn } from './move-exchanges.ts'

/** Requests that each of the two pollers must have made in the time in which both asked. */
const minRequestsEach = 5
/** A request within this share of the period is where its poller was to be: the clock is set by it. */
const onTime = 0.1
/** Where so many of the last eight requests fit neither clock, the clocks are wrong. */
const maxStrays = 3
/** Periods without a request after which a poller has ended, or its page has slept. */
const mostMissedPeriods = 3.5
/** A poller that comes again keeps its period, within this share of it. */
const samePeriod = 0.2

/**
 * Finds which of two pollers of one URL asks at this time, by their clocks, and sets its clock. Where one has ended, or neither clock
 * fits any more, all further requests are one stream's. A stream whose pollers were not told apart is returned as it is.
 * @param byKey of its document
 * @param key of the request, which may have become another since the stream began
 */
export function assignPoller(byKey: Map<string, Stream>, key: string, stream: Stream, at: Moment): Stream {
  const { pollers } = stream
  if (!pollers) return stream
  const [one, other] = pollers.clocks
  const silent = pollers.clocks.filter((clock) => at - clock.lastOnTime > mostMissedPeriods * clock.period)
  if (silent.length === 1) {
    const [going, gone] = silent[0] === one ? [other, one] : [one, other]
    separate(going, gone)
    byKey.set(key, going.stream)
    return going.stream
  }
  const nearer = lateness(one, at) <= lateness(other, at) ? one : other
  const isStray = lateness(nearer, at) > onTime
  pollers.strays = ((pollers.strays << 1) | Number(isStray)) & 0xff
  if (silent.length === 2 || bitsOf(pollers.strays) >= maxStrays) {
    const [own, left] = stream === one.stream ? [one, other] : [other, one]
    separate(own, left)
    beginToListen(stream)
    return stream
  }
  if (!isStray) nearer.lastOnTime = at
  return nearer.stream
}

/** Makes all further requests one stream's, until two pollers are told apart again. */
function separate(going: Clock, left: Clock): void {
  going.stream.pollers = undefined
  left.stream.pollers = undefined
  going.stream.formerPollers = { stream: left.stream, period: left.period, ownPeriod: going.period }
}

/** The last requests of a stream whose clocks were wrong say nothing of those to come; its verdict waits for enough of these. */
function beginToListen({ samples, requests, judgement }: Stream): void {
  forgetSamples(samples)
  lookAgain(judgement, requests.answered + requests.failed + 2 * minRequestsEach)
}

function bitsOf(number: number): number {
  let bits = 0
  for (let rest = number; rest > 0; rest >>= 1) bits += rest & 1
  return bits
}

/** How far a time is from the nearest round of a clock, in periods. */
function lateness({ lastOnTime: last, period }: Clock, at: Moment): number {
  const rounds = (at - last) / period
  return Math.abs(rounds - Math.max(1, Math.round(rounds)))
}

/** Makes two streams of one where its requests have turned out to be those of two pollers. */
export function tellApart(streams: Streams, stream: Stream): void {
  if (stream.pollers || stream.kind !== 'exchanges' || !stream.judgement.verdict?.flags.includes('interleaved')) return
  const found = pollersIn(stream)
  if (!found) {
    // With few samples the pollers may be found later.
    if (recentExchanges(stream).length < 6 * minRequestsEach) lookAgain(stream.judgement)
    return
  }
  const [own, second] = inOldOrder(found, stream.formerPollers)
  const former = formerStream(stream.formerPollers, second)
  const other = former ?? addBeside(streams, stream, Math.min(...second.starts))
  if (!other) return
  const clocks = [clockOf(stream, own), clockOf(other, second)] as const
  const pollers: Pollers = { clocks, strays: 0 }
  stream.pollers = pollers
  stream.formerPollers = undefined
  other.pollers = pollers
  if (other.status === 'closed') setStatus(other, 'open')
  for (const exchange of stream.requests.inFlight)
    if (lateness(clocks[1], exchange.start) < lateness(clocks[0], exchange.start)) {
      moveRequest(stream, other, exchange)
      streams.watch?.moved?.(exchange)
    }
  const moved = recentExchanges(stream).filter(({ start }) => second.starts.has(start))
  moveExchanges(streams, stream, other, moved)
  const allKnown = recentExchanges(stream).length + stream.requests.inFlight.size === stream.requests.count
  if (allKnown) countAnew(stream)
  else takeOut(stream, moved)
  if (!former) countAnew(other)
  else putIn(other, moved)
  for (const poller of [stream, other]) {
    restart(poller.judgement)
    changed(poller)
  }
}

function pollersIn(stream: Stream): [Poller, Poller] | undefined {
  const recent = recentExchanges(stream)
  const starts = recent.map(({ start }) => start).sort((a, b) => a - b)
  const prompted = new Set(recent.flatMap(({ start, afterInput }) => (afterInput.within ? [start] : [])))
  if (prompted.size > 0 && scheduleAmongPrompted(starts, prompted)) return undefined
  // A clock that was set back would have one poller beside itself.
  const setBack = recent.some(({ end }, index) => index > 0 && end < recent[index - 1]!.end)
  const found = setBack ? undefined : twoPollersIn(starts)
  return found && areAtOnce(found, minRequestsEach) ? found : undefined
}

/** Pollers that come again are told by their periods. */
function inOldOrder([first, second]: readonly [Poller, Poller], former: FormerPollers | undefined): [Poller, Poller] {
  if (!former) return [first, second]
  const off = (own: Poller, other: Poller) =>
    Math.abs(own.period - former.ownPeriod) + Math.abs(other.period - former.period)
  return off(first, second) <= off(second, first) * 1.05 ? [first, second] : [second, first]
}

function formerStream(former: FormerPollers | undefined, { period }: Poller): Stream | undefined {
  const isSame = former && Math.abs(period - former.period) <= samePeriod * former.period
  return isSame ? streamOf(former) : undefined
}

const clockOf = (stream: Stream, { period, starts }: Poller): Clock => ({
  stream,
  period,
  lastOnTime: Math.max(...starts),
})

/** Takes exchanges out of the parts that depend on the order of all, where not all that stay are known: near enough. */
function takeOut({ wakeUps, replay }: Stream, moved: readonly StreamSample[]): void {
  takeOutWakeUps(wakeUps, moved.length)
  forgetUpdates(
    replay,
    moved.filter(({ news }) => news).map(({ end }) => end),
  )
}

/** Of two streams that have become one, the first takes the place of the second as a poller beside another stream. */
export function mergePollers(into: Stream, from: Stream): void {
  const { pollers } = from
  from.pollers = undefined
  from.formerPollers = undefined
  if (!pollers) return
  const other = pollers.clocks.find(({ stream }) => stream !== from)
  if (into.pollers || !other || other.stream === into) {
    // The two that asked beside each other are one by now, or the first stream has its own second poller.
    for (const { stream } of pollers.clocks) if (stream.pollers === pollers) stream.pollers = undefined
    return
  }
  for (const clock of pollers.clocks) if (clock.stream === from) clock.stream = into
  into.pollers = pollers
}
