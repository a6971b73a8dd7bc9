import { type Attempt, noteLog } from './connection-bytes.ts'
import type { NetworkEvent } from './event.ts'
import type { Exchange } from './exchange.ts'
import { weigh } from './exchange-bytes.ts'
import { streamOf } from './merged-stream.ts'
import { originOf, type Session } from './session.ts'
import type { Stream } from './stream.ts'
import type { Milliseconds } from './units.ts'
import { isWaiting, meet, moment, wait } from './waiting-room.ts'

/** What the network log may speak of: a request with its answer, or one that became a connection. */
export type Logged = Exchange | Attempt

// Measured on a busy machine: Chromium's log has a request begin 9 ms before to 23 ms after the hook saw it asked, Firefox's 0 to
// 75 ms after, when its channel opens.
const before: Milliseconds = 60
const after: Milliseconds = 2000

/** Connections whose end the log has not told; beyond it something went wrong, and no more is known of them. */
const mostUnderLog = 4096
/** URLs of which it is remembered that hooks told. */
const mostTold = 10_000
/** Connections are counted for people, who do not count far. */
const mostConnections = 64

/** The log leaves out fragments in one browser and not in the other. */
function placeOf({ method, url }: { method: string; url: string }): string {
  const hash = url.indexOf('#')
  return `${method} ${hash < 0 ? url : url.slice(0, hash)}`
}

/** From now on what the log says of the same method, URL and start is this exchange's. */
export function expectLog(session: Session, exchange: Exchange): void {
  const place = placeOf(exchange)
  const { start } = exchange
  noteTold(session, place, start)
  expect(session, place, exchange, { at: start, from: start - before, to: start + after })
}

/**
 * The same for a connection that was asked for at this time.
 * @param open when it was established, where only that and the time before are known
 */
export function expectLogOf(session: Session, attempt: Attempt, asked: Milliseconds, open?: Milliseconds): void {
  const place = placeOf({ method: 'GET', url: attempt.stream.sampleUrl })
  noteTold(session, place, asked)
  const to = open === undefined ? asked + after : open + before
  expect(session, place, attempt, { at: open ?? asked, from: asked - before, to })
}

function expect(session: Session, place: string, who: Logged, when: When): void {
  const event = meet(session.unclaimed, place, when)
  if (event) join(session, who, event)
  else wait(session.unlogged, place, { at: when.at, from: when.from, to: when.to, who })
}

interface When {
  at: Milliseconds
  from: Milliseconds
  to: Milliseconds
}

function noteTold(session: Session, place: string, at: Milliseconds): void {
  const told = session.told.get(place)
  if (told) {
    told.last = Math.max(told.last, at)
    return
  }
  if (session.told.size >= mostTold) session.told.clear()
  session.told.set(place, { first: at, last: at })
}

/**
 * True while no hook has told of what this event speaks of. Where hooks tell of this method and URL before and after, they
 * have told of this as well, though it may not be known which it was.
 * @param worker it is a worker's, of which no hook tells, though a page may ask for the same URL
 */
export function isUnclaimed(session: Session, event: NetworkEvent, worker = false): boolean {
  const place = placeOf(event)
  if (!isWaiting(session.unclaimed, place, event)) return false
  if (worker) return true
  const told = session.told.get(place)
  return !told || event.start < told.first - before || event.start > told.last + after
}

/** What the developer tools' network log says of a request: joined with whatever it belongs to, in whatever order they come. */
export function applyNetwork(session: Session, event: NetworkEvent): void {
  if (event.protocol && !event.cached) originOf(session, event.url).protocol = event.protocol
  const place = placeOf(event)
  const { start } = event
  const who = ownFlow(session, event) ?? session.underLog.get(`${place} ${start}`)
  if (who) return join(session, who, event)
  if (event.doc !== undefined) return // what it belonged to was lost, which has been counted already
  const waiting = meet(session.unlogged, place, moment(start))
  if (waiting) return join(session, waiting, event)
  const source = session.sources.get(place)
  if (source && event.end !== undefined && event.status !== 200) return addFailedAttempt(source, event)
  wait(session.unclaimed, place, { ...moment(start), who: event })
}

/** A flow that the log itself told of. */
function ownFlow(session: Session, { doc, id }: NetworkEvent): Logged | undefined {
  if (doc === undefined || id === undefined) return undefined
  const flow = `${doc}/${id}`
  return session.exchanges.get(flow) ?? session.byFlow.get(flow)?.attempt
}

function join(session: Session, who: Logged, event: NetworkEvent): void {
  const place = placeOf(event)
  const under = `${place} ${event.start}`
  if (event.end !== undefined) session.underLog.delete(under)
  else if (event.doc === undefined) {
    if (session.underLog.size >= mostUnderLog) session.underLog.clear()
    session.underLog.set(under, who)
  }
  const stream = streamOf(who)
  if (event.connection && stream.connections.size < mostConnections) stream.connections.add(event.connection)
  if (!('settled' in who)) noteLog(who, event)
  else {
    who.log = event
    weigh(stream, who)
  }
  if (event.end !== undefined) return
  const rest = meet(session.unclaimed, place, moment(event.start))
  if (rest) join(session, who, rest)
}

/** An EventSource that finds no server tries again and again; the page sees no more of it than an error. */
function addFailedAttempt(stream: Stream, { sent = 0, received = 0, head = 0, body = 0 }: NetworkEvent): void {
  const down = received || head + body
  stream.bytesUp += sent
  stream.bytesDown += down
  stream.measuredBytes += sent + down
  stream.revision++
}

/** Notes the EventSource that a hook told of last for this URL. */
export function noteSource(session: Session, stream: Stream): void {
  session.sources.set(placeOf({ method: 'GET', url: stream.sampleUrl }), stream)
}
