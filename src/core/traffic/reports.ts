import { setBounded } from '../base/bounded-map.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent, TimingEvent } from '../event/event.ts'
import type { Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import {
  addWaiting,
  createPlaces,
  moment,
  nearest,
  type Place,
  type Places,
  placeAt,
  placeOf,
  type Span,
  type Waiting,
} from './report-places.ts'

/**
 * Where the reports of one request find each other, by URL. The hook's report waits for the resource timing and for the network log's
 * report; the log's report waits for the hook's. A resource timing does not wait: one that comes before its request is lost. Bounded in
 * time and number: a report that no other asks for is forgotten after a while, and so are the oldest URLs of very many.
 *
 * E and A are the types that the owner of the reports has for requests and connections, and gets back.
 */
export interface Reports<E extends Exchange, A extends Attempt> {
  places: Places<E, A>
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
  listedOpen: new Map(),
})

/**
 * From now on the network log's and the resource timing's reports of the same URL and start are this exchange's.
 * @returns the log's report, if that came first
 */
export function expectReports<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  exchange: E,
): NetworkEvent | undefined {
  const { start, method, url } = exchange
  const waiting: Waiting<E, A> = {
    at: start,
    from: start - logBefore,
    to: start + logAfter,
    method,
    flow: exchange,
    untimed: exchange,
    unlogged: true,
  }
  return expect(reports, url, waiting, start)
}

/**
 * From now on the network log's report of a request that became this connection is the connection's.
 * @param asked when the connection was asked for
 * @param open when it was established, where only that and the time before are known
 * @returns the log's report, if that came first
 */
export function expectLogOf<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  attempt: A,
  url: string,
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
  return expect(reports, url, waiting, asked)
}

function expect<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  url: string,
  waiting: Waiting<E, A>,
  asked: Moment,
): NetworkEvent | undefined {
  const place = placeAt(reports.places, url, asked)
  noteHooked(place, waiting.method, asked)
  const event = place.unclaimed.length === 0 ? undefined : claim(place, waiting, waiting.method)
  waiting.unlogged = event === undefined
  if (waiting.unlogged || waiting.untimed) addWaiting(place.flows, waiting)
  return event
}

/** Takes out the log's report of such a request. */
function claim(place: Place<unknown, unknown>, span: Span, method: string): NetworkEvent | undefined {
  const index = nearest(place.unclaimed, span, ({ event }) => event.method === method)
  return index < 0 ? undefined : place.unclaimed.splice(index, 1)[0]!.event
}

function noteHooked({ hooked }: Place<unknown, unknown>, method: string, at: Moment): void {
  const known = hooked.find((one) => one.method === method)
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
  const flows = placeOf(reports.places, event.url)?.flows ?? []
  const index = nearest(flows, moment(event.start), ({ unlogged, method }) => unlogged && method === event.method)
  const waiting = flows[index]
  if (!waiting) return undefined
  waiting.unlogged = false
  if (!waiting.untimed) flows.splice(index, 1)
  return waiting.flow
}

/** Keeps a report of the network log for the hook's. */
export function keepUnclaimed(reports: Reports<Exchange, Attempt>, event: NetworkEvent): void {
  addWaiting(placeAt(reports.places, event.url, event.start).unclaimed, { ...moment(event.start), event })
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
  const place = placeOf(reports.places, event.url)
  return place && claim(place, moment(event.start), event.method)
}

const listedAs = ({ method, url, start }: NetworkEvent) => `${method} ${url} ${start}`

/** The exchange that a resource timing is about: the nearest one of its document that no timing has been found for yet. */
export function findTimed<E extends Exchange, A extends Attempt>(
  reports: Reports<E, A>,
  { doc, url, start }: TimingEvent,
): E | undefined {
  const flows = placeOf(reports.places, url)?.flows
  if (!flows) return undefined
  const span = { at: start, from: start - timingWithin, to: start + timingWithin }
  const fits = ({ untimed }: Waiting<E, A>) =>
    untimed !== undefined && untimed.doc === doc && Math.abs(untimed.start - start) <= timingWithin
  const index = nearest(flows, span, fits)
  const waiting = flows[index]
  if (!waiting) return undefined
  const exchange = waiting.untimed
  waiting.untimed = undefined
  if (!waiting.unlogged) flows.splice(index, 1)
  return exchange
}

/**
 * True while no hook has reported the request that this event is about. Where hooks report this method and URL before and after,
 * they have reported this request as well, though it may not be known which one it was.
 * @param worker the request is a worker's, which no hook reports, though a page may ask for the same URL
 */
export function isReportUnclaimed(reports: Reports<Exchange, Attempt>, event: NetworkEvent, worker: boolean): boolean {
  const place = placeOf(reports.places, event.url)
  if (!place?.unclaimed.some((waiting) => waiting.event === event)) return false
  if (worker) return true
  const hooked = place.hooked.find(({ method }) => method === event.method)
  return !hooked || event.start < hooked.first - logBefore || event.start > hooked.last + logAfter
}
