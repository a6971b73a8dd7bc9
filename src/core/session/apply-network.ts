import type { Milliseconds } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import { type Stream, streamOf } from '../stream/stream.ts'
import { type Attempt, noteLog } from '../traffic/attempt.ts'
import type { Exchange } from '../traffic/exchange.ts'
import { weigh } from '../traffic/exchange-weight.ts'
import { originOf } from '../traffic/origin.ts'
import {
  moment,
  nearest,
  type Place,
  placeAt,
  placeOf,
  type Waiting,
  type When,
  waitAmong,
  withoutFragment,
} from '../traffic/waiting-room.ts'
import { openExchange } from './open-exchanges.ts'
import type { Session } from './session.ts'

/** What the network log may speak of: a request with its answer, or one that became a connection. */
export type Logged = Exchange | Attempt

// Measured on a busy machine: Chromium's log has a request begin 9 ms before to 23 ms after the hook saw it asked, Firefox's 0 to
// 75 ms after, when its channel opens.
const before: Milliseconds = 60
const after: Milliseconds = 2000

/** Connections whose end the log has not told; beyond it something went wrong, and no more is known of them. */
const mostUnderLog = 4096
/** Connections are counted for people, who do not count far. */
const mostConnections = 64

/** From now on what the log and the resource timing say of the same URL and start is this exchange's. */
export function expectReports(session: Session, exchange: Exchange): void {
  const { start, method, url } = exchange
  expect(session, url, { at: start, from: start - before, to: start + after, method, who: exchange }, start)
}

/**
 * The same for a connection that was asked for at this time.
 * @param open when it was established, where only that and the time before are known
 */
export function expectLogOf(session: Session, attempt: Attempt, asked: Milliseconds, open?: Milliseconds): void {
  const to = open === undefined ? asked + after : open + before
  const waiting = { at: open ?? asked, from: asked - before, to, method: 'GET', who: attempt }
  expect(session, attempt.stream.sampleUrl, waiting, asked)
}

function expect(
  session: Session,
  url: string,
  { at, from, to, method, who }: Pick<Waiting, 'at' | 'from' | 'to' | 'method' | 'who'>,
  asked: Milliseconds,
): void {
  const place = placeAt(session.waiting, url, asked)
  noteTold(place, method, asked)
  const event = place.unclaimed.length === 0 ? undefined : claim(place, { at, from, to }, method)
  const untimed = 'weight' in who ? who : undefined
  if (event) join(session, who, event)
  if (!event || untimed) waitAmong(place.flows, { at, from, to, method, who, untimed, unlogged: !event })
}

/** Takes out what the log has said of such a request. */
function claim(place: Place, when: When, method: string): NetworkEvent | undefined {
  const index = nearest(place.unclaimed, when, ({ who }) => who.method === method)
  return index < 0 ? undefined : place.unclaimed.splice(index, 1)[0]!.who
}

function noteTold({ told }: Place, method: string, at: Milliseconds): void {
  const known = told.find((one) => one.method === method)
  if (known) known.last = Math.max(known.last, at)
  else told.push({ method, first: at, last: at })
}

/**
 * True while no hook has told of what this event speaks of. Where hooks tell of this method and URL before and after, they
 * have told of this as well, though it may not be known which it was.
 * @param worker it is a worker's, of which no hook tells, though a page may ask for the same URL
 */
export function isUnclaimed(session: Session, event: NetworkEvent, worker = false): boolean {
  const place = placeOf(session.waiting, event.url)
  if (!place?.unclaimed.some(({ who }) => who === event)) return false
  if (worker) return true
  const told = place.told.find(({ method }) => method === event.method)
  return !told || event.start < told.first - before || event.start > told.last + after
}

/** What the developer tools' network log says of a request: joined with whatever it belongs to, in whatever order they come. */
export function applyNetwork(session: Session, event: NetworkEvent): void {
  if (event.protocol && !event.cached) originOf(session, event.url).protocol = event.protocol
  const { start, method, url } = event
  const who = ownFlow(session, event) ?? session.underLog.get(underLog(event))
  if (who) return join(session, who, event)
  if (event.doc !== undefined) return // what it belonged to was lost, which has been counted already
  const flows = placeOf(session.waiting, url)?.flows ?? []
  const index = nearest(flows, moment(start), (one) => one.unlogged && one.method === method)
  const waiting = flows[index]
  if (waiting) {
    waiting.unlogged = false
    if (!waiting.untimed) flows.splice(index, 1)
    return join(session, waiting.who, event)
  }
  const source = method === 'GET' ? session.sources.get(withoutFragment(url)) : undefined
  if (source && event.end !== undefined && event.status !== 200) return addFailedAttempt(source, event)
  waitAmong(placeAt(session.waiting, url, start).unclaimed, { ...moment(start), who: event })
}

const underLog = ({ method, url, start }: NetworkEvent) => `${method} ${url} ${start}`

/** A flow that the log itself told of. */
function ownFlow(session: Session, { doc, id }: NetworkEvent): Logged | undefined {
  if (doc === undefined || id === undefined) return undefined
  return openExchange(session, doc, id) ?? session.documents.get(doc)?.byFlow.get(id)?.attempt
}

function join(session: Session, who: Logged, event: NetworkEvent): void {
  const under = underLog(event)
  if (event.end !== undefined) session.underLog.delete(under)
  else if (event.doc === undefined) {
    if (session.underLog.size >= mostUnderLog) session.underLog.clear()
    session.underLog.set(under, who)
  }
  const stream = streamOf(who)
  if (event.connection && stream.connections.size < mostConnections) stream.connections.add(event.connection)
  if (!('weight' in who)) noteLog(who, event)
  else {
    who.networkLog = event
    weigh(stream, who)
  }
  if (event.end !== undefined) return
  const place = placeOf(session.waiting, event.url)
  const rest = place && claim(place, moment(event.start), event.method)
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
  session.sources.set(withoutFragment(stream.sampleUrl), stream)
}
