import { setBounded } from '../base/bounded-map.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent, TimingEvent } from '../event/event.ts'
import type { Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import {
  addWaiting,
  atUrl,
  type ByUrl,
  createByUrl,
  createPlaces,
  forgetPlacesOf,
  madeAtUrl,
  moment,
  nearest,
  type Place,
  type Places,
  placeAt,
  placeOf,
  placesOf,
  type Span,
  type Unclaimed,
  type Waiting,
} from './report-places.ts'

/**
 * Where the reports of one request find each other, by URL. The hook's report waits for the resource timing and for the network log's
 * report; the log's report and the timing wait for the hook's. Bounded in
 * time and number: a report that no other asks for is forgotten after a while, and so are the oldest URLs of very many.
 *
 * E and A are the types that the owner of the reports has for requests and connections, and gets back.
 */
export interface Reports<E extends Exchange, A extends Attempt> {
  places: Places<E, A>
  /** Entries of the network log that no hook has reported. */
  unclaimed: ByUrl<Unclaimed[]>
  /** The same entries, and those that were forgotten since because there were so many of them. */
  unclaimedEvents: WeakSet<NetworkEvent>
  /** Requests that the network log listed before they ended; their final entry is matched by method, URL and start. */
  listedOpen: Map<string, E | A>
}

/** A page may make up methods. */
const maxMethodsPerUrl = 16
/** Requests whose end the log has not reported; beyond this number the log went wrong, and no more is known of the oldest. */
const maxListedOpen = 4096

// Measured on a busy machine: Chromium's log has a request begin 9 ms before to 23 ms after the hook saw it asked, Firefox's 0 to
// 75 ms after, when its channel opens.
const logBefore: Milliseconds = 60
// A page that keeps its connections busy makes further requests wait; up to two seconds were seen.
const logAfter: Milliseconds = 2000
// The browser's clock for `startTime` and the moment the hook was called lie this close together.
const timingWithin: Milliseconds = 60

export const createReports = <E extends Exchange, A extends Attempt>(): Reports<E, A> => ({
  places: createPlaces(),
  unclaimed: createByUrl(),
  unclaimedEvents: new WeakSet(),
  listedOpen: new Map(),
})

/** The reports of a request that came before the request itself: a fast answer is timed before the hooks' next batch. */
export interface EarlyReports {
  log: NetworkEvent | undefined
  timing: TimingEvent | undefined
}

/** From now on the network log's and the resource timing's reports of the same URL and start are this exchange's. */
export function expectReports<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  exchange: E,
): EarlyReports {
  const { start, method, url, doc } = exchange
  const place = placeAt(reports.places, doc, url, start)
  const timing = takeTiming(place, start)
  const waiting: Waiting<E, A> = {
    at: start,
    from: start - logBefore,
    to: start + logAfter,
    method,
    flow: exchange,
    untimed: timing ? undefined : exchange,
    unlogged: true,
  }
  return { log: expect(reports, place, url, waiting, start), timing }
}

/**
 * From now on the network log's report of a request that became this connection is the connection's.
 * @param doc name of the document that connects
 * @param asked when the connection was asked for
 * @param open when it was established, where only that and the time before are known
 * @returns the log's report, if that came first
 */
export function expectLogOf<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  attempt: A,
  { doc, url }: { doc: string; url: string },
  asked: Moment,
  open?: Moment,
): NetworkEvent | undefined {
  const waiting: Waiting<E, A> = {
    at: open ?? asked,
    from: asked - logBefore,
    to: open === undefined ? asked + logAfter : open + logBefore,
    method: 'GET',
    flow: attempt,
    untimed: undefined,
    unlogged: true,
  }
  return expect(reports, placeAt(reports.places, doc, url, asked), url, waiting, asked)
}

function expect<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  place: Place<E, A>,
  url: string,
  waiting: Waiting<E, A>,
  asked: Moment,
): NetworkEvent | undefined {
  noteHooked(place, waiting.method, asked)
  const event = claim(reports, url, waiting, waiting.method)
  waiting.unlogged = event === undefined
  if (waiting.unlogged || waiting.untimed) addWaiting(place.flows, waiting)
  return event
}

/** Takes out the log's report of such a request. */
function claim(reports: Reports<Exchange, Attempt>, url: string, span: Span, method: string): NetworkEvent | undefined {
  const unclaimed = atUrl(reports.unclaimed, url)
  if (!unclaimed || unclaimed.length === 0) return undefined
  const index = nearest(unclaimed, span, ({ event }) => event.method === method)
  if (index < 0) return undefined
  const [{ event }] = unclaimed.splice(index, 1) as [Unclaimed]
  reports.unclaimedEvents.delete(event)
  return event
}

function noteHooked({ hooked }: Place<unknown, unknown>, method: string, at: Moment): void {
  const [first] = hooked
  const known = first?.method === method ? first : hooked.find((one) => one.method === method)
  if (known) known.last = Math.max(known.last, at)
  else if (hooked.length < maxMethodsPerUrl) hooked.push({ method, first: at, last: at })
}

/** The request or connection that a report of the network log is about, if a hook has reported it. */
export function findLogged<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  event: NetworkEvent,
): E | A | undefined {
  const listed = reports.listedOpen.get(listedAs(event))
  if (listed) return listed
  const span = moment(event.start)
  let found: { flows: Waiting<E, A>[]; index: number; waiting: Waiting<E, A> } | undefined
  for (const { flows } of placesOf(reports.places, event.url)) {
    const index = nearest(flows, span, ({ unlogged, method }) => unlogged && method === event.method)
    const waiting = flows[index]
    if (waiting && (!found || distance(waiting, span) < distance(found.waiting, span)))
      found = { flows, index, waiting }
  }
  if (!found) return undefined
  const { flows, index, waiting } = found
  waiting.unlogged = false
  if (!waiting.untimed) flows.splice(index, 1)
  return waiting.flow
}

const distance = (one: Span, other: Span) => Math.abs(one.at - other.at)

/** Keeps a report of the network log for the hook's. */
export function keepUnclaimed(reports: Reports<Exchange, Attempt>, event: NetworkEvent): void {
  const unclaimed = madeAtUrl(reports.unclaimed, event.url, event.start, () => [])
  addWaiting(unclaimed, { ...moment(event.start), event })
  reports.unclaimedEvents.add(event)
}

/** Remembers whose a report of the network log is, where the request is open and a final report will follow. */
export function noteListed<E extends Exchange, A extends Attempt>(
  { listedOpen }: Reports<E, A>,
  event: NetworkEvent,
  flow: E | A,
): void {
  if (event.end !== undefined) listedOpen.delete(listedAs(event))
  else if (event.doc === undefined) setBounded(listedOpen, listedAs(event), flow, maxListedOpen)
}

/** Takes out the final report of a request that was just reported as open, if the final report came first. */
export function takeFinalReport(reports: Reports<Exchange, Attempt>, event: NetworkEvent): NetworkEvent | undefined {
  if (event.end !== undefined) return undefined
  return claim(reports, event.url, moment(event.start), event.method)
}

const listedAs = ({ method, url, start }: NetworkEvent) => `${method} ${url} ${start}`

/** The exchange that a resource timing is about: the nearest one of its document that no timing has been found for yet. */
export function findTimed<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  { doc, url, start }: TimingEvent,
): E | undefined {
  const flows = placeOf(reports.places, doc, url)?.flows
  if (!flows) return undefined
  const span = { at: start, from: start - timingWithin, to: start + timingWithin }
  const fits = ({ untimed }: Waiting<E, A>) => untimed !== undefined && Math.abs(untimed.start - start) <= timingWithin
  const index = nearest(flows, span, fits)
  const waiting = flows[index]
  if (!waiting) return undefined
  const exchange = waiting.untimed
  waiting.untimed = undefined
  if (!waiting.unlogged) flows.splice(index, 1)
  return exchange
}

/** Keeps a resource timing for the request that it is about. */
export function keepTiming(reports: Reports<Exchange, Attempt>, event: TimingEvent): void {
  const place = placeAt(reports.places, event.doc, event.url, event.start)
  place.timings ??= []
  addWaiting(place.timings, { ...moment(event.start), event })
}

function takeTiming(place: Place<unknown, unknown> | undefined, start: Moment): TimingEvent | undefined {
  if (!place?.timings) return undefined
  const span = { at: start, from: start - timingWithin, to: start + timingWithin }
  const index = nearest(place.timings, span, () => true)
  return index < 0 ? undefined : place.timings.splice(index, 1)[0]!.event
}

/**
 * True while no hook has reported the request that this event is about. Where hooks report this method and URL before and after,
 * they have reported this request as well, though it may not be known which one it was.
 * @param worker the request is a worker's, which no hook reports, though a page may ask for the same URL
 */
export function isReportUnclaimed(reports: Reports<Exchange, Attempt>, event: NetworkEvent, worker: boolean): boolean {
  if (!reports.unclaimedEvents.has(event)) return false
  if (worker) return true
  const hooked = placesOf(reports.places, event.url).flatMap((place) =>
    place.hooked.filter(({ method }) => method === event.method),
  )
  const first = Math.min(...hooked.map((one) => one.first))
  const last = Math.max(...hooked.map((one) => one.last))
  return hooked.length === 0 || event.start < first - logBefore || event.start > last + logAfter
}

/** Forgets what a document has reported that still waits for another report. */
export function forgetReportsOf({ places }: Reports<Exchange, Attempt>, doc: string): void {
  forgetPlacesOf(places, doc)
}
