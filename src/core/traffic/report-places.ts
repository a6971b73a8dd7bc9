import { withoutFragment } from '../base/parsed-url.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent, TimingEvent } from '../event/event.ts'

/** The requests and connections of one document and URL that wait for another report. */
export interface Place<E, A> {
  /** Requests and connections that hooks reported, oldest first. */
  flows: Waiting<E, A>[]
  /** When hooks reported the URL first and last, by method. */
  hooked: { method: string; first: Moment; last: Moment }[]
  /** Resource timings whose request the hooks have not reported yet; mostly there are none. */
  timings: Untaken[] | undefined
}

/** A span in which the other report's start must lie, and the likeliest moment in it. */
export interface Span {
  at: Moment
  from: Moment
  to: Moment
}

export interface Waiting<E, A> extends Span {
  method: string
  flow: E | A
  /** The exchange whose resource timing has not come; none for a connection. */
  untimed: E | undefined
  unlogged: boolean
}

export interface Untaken extends Span {
  event: TimingEvent
}

export interface Unclaimed extends Span {
  event: NetworkEvent
}

/** A report waits for this long at least: reports come seconds apart, and a log of very many requests is read a minute apart. */
const placeLifetime: Milliseconds = 120_000
/** Requests of one URL that wait: of a page that asks sixty times a second, the log is read a minute apart. */
const maxWaitingPerUrl = 4096
/**
 * Each time that so many more entries wait at one place, those older than two lifetimes are let go: entries of a URL that is no longer
 * reported are forgotten at that age, too.
 */
const waitingLookedAt = 128
const maxUrls = 4096
/** Places of all documents together. */
const maxPlaces = 4 * maxUrls
/** All documents' places are counted each time that one of them has so many more: a document with fewer takes no room from others. */
const countedEvery = 32

/** Something for each URL that was reported lately. */
export interface ByUrl<P> {
  /** URLs that were reported in this lifetime, and in the one before. */
  now: Map<string, P>
  before: Map<string, P>
  since: Moment
}

export const createByUrl = <P>(): ByUrl<P> => ({ now: new Map(), before: new Map(), since: 0 })

/** What is kept for this URL, if it has been reported lately. */
export function atUrl<P>({ now, before }: ByUrl<P>, url: string): P | undefined {
  if (now.size === 0 && before.size === 0) return undefined
  const address = withoutFragment(url)
  return now.get(address) ?? before.get(address)
}

/**
 * What is kept for this URL, made where there is nothing. It is kept for the present `placeLifetime` and the next.
 * @param forgotten is told what is not kept any more
 */
export function madeAtUrl<P>(
  places: ByUrl<P>,
  url: string,
  at: Moment,
  create: (address: string) => P,
  forgotten: (gone: Map<string, P>) => void = () => {},
): P {
  if (isFull(places, at)) turnOver(places, at, forgotten)
  const address = withoutFragment(url)
  const known = places.now.get(address)
  if (known !== undefined) return known
  const before = places.before.get(address)
  if (before !== undefined) places.before.delete(address)
  const place = before ?? create(address)
  places.now.set(address, place)
  return place
}

const isFull = ({ since, now }: ByUrl<unknown>, at: Moment) => at - since > placeLifetime || now.size >= maxUrls

function turnOver<P>(places: ByUrl<P>, at: Moment, forgotten: (gone: Map<string, P>) => void): void {
  const gone = places.before
  places.before = places.now
  places.now = new Map()
  places.since = at
  if (gone.size > 0) forgotten(gone)
}

/**
 * All places, by document: what a document reports, at whatever times and of however many URLs, must neither stand in the way of another
 * document's reports nor push them out. And by URL without its fragment: the network log does not tell whose a request is.
 */
export interface Places<E, A> {
  byDocument: Map<string, ByUrl<Place<E, A>>>
  byUrl: Map<string, Place<E, A>[]>
}

export const createPlaces = <E, A>(): Places<E, A> => ({ byDocument: new Map(), byUrl: new Map() })

/** The place of this document and URL, if it has been reported lately. */
export function placeOf<E, A>({ byDocument }: Places<E, A>, doc: string, url: string): Place<E, A> | undefined {
  const own = byDocument.get(doc)
  return own && atUrl(own, url)
}

/** The places of this URL, of all documents that have reported it lately. */
export const placesOf = <E, A>({ byUrl }: Places<E, A>, url: string): readonly Place<E, A>[] =>
  byUrl.get(withoutFragment(url)) ?? []

/** The place of this document and URL, made where there is none. */
export function placeAt<E, A>(places: Places<E, A>, doc: string, url: string, at: Moment): Place<E, A> {
  const known = places.byDocument.get(doc)
  const own = known ?? createByUrl()
  if (!known) places.byDocument.set(doc, own)
  const create = (address: string) => {
    if (own.now.size % countedEvery === countedEvery - 1) makeRoom(places)
    return addPlace(places, address)
  }
  return madeAtUrl(own, url, at, create, (gone) => takeOut(places, gone))
}

function addPlace<E, A>({ byUrl }: Places<E, A>, address: string): Place<E, A> {
  const place: Place<E, A> = { flows: [], hooked: [], timings: undefined }
  const others = byUrl.get(address)
  if (others) others.push(place)
  else byUrl.set(address, [place])
  return place
}

/** Takes places that their document does not keep any more out of those of their URLs. */
function takeOut<E, A>({ byUrl }: Places<E, A>, gone: ReadonlyMap<string, Place<E, A>>): void {
  for (const [address, place] of gone) {
    const others = byUrl.get(address) ?? []
    const at = others.indexOf(place)
    if (at >= 0) others.splice(at, 1)
    if (others.length === 0) byUrl.delete(address)
  }
}

/** Forgets all places of a document. */
export function forgetPlacesOf<E, A>(places: Places<E, A>, doc: string): void {
  const own = places.byDocument.get(doc)
  if (!own) return
  takeOut(places, own.now)
  takeOut(places, own.before)
  places.byDocument.delete(doc)
}

const sizeOf = ({ now, before }: ByUrl<unknown>) => now.size + before.size

/** Of too many places, the older ones of the document that has most are let go. */
function makeRoom<E, A>(places: Places<E, A>): void {
  let all = 0
  let largest: ByUrl<Place<E, A>> | undefined
  for (const own of places.byDocument.values()) {
    all += sizeOf(own)
    if (!largest || sizeOf(own) > sizeOf(largest)) largest = own
  }
  if (all < maxPlaces || !largest) return
  const forgotten = (gone: Map<string, Place<E, A>>) => takeOut(places, gone)
  if (largest.before.size === 0) turnOver(largest, largest.since, forgotten)
  forgotten(largest.before)
  largest.before = new Map()
}

/** Adds an entry to those that wait at a place; old ones give way, and of very many the oldest. */
export function addWaiting<T extends Span>(waiting: T[], entry: T): void {
  waiting.push(entry)
  // Taking them out one by one would move all of them each time.
  if (waiting.length % waitingLookedAt === 0) {
    const since = entry.at - 2 * placeLifetime
    const old = waiting.findIndex(({ at }) => at >= since)
    if (old > waiting.length / 2) waiting.splice(0, old)
  }
  if (waiting.length >= 2 * maxWaitingPerUrl) waiting.splice(0, maxWaitingPerUrl)
}

/** No span reaches further than this beyond its likeliest moment, and no report comes out of order by as much. */
const maxSpan: Milliseconds = 10_000

/** @returns the index of the entry that fits and whose time is nearest to this one's; -1 when there is none */
export function nearest<T extends Span>(
  waiting: readonly T[],
  { at, from, to }: Span,
  fits: (entry: T) => boolean,
): number {
  let found = -1
  let distance = Number.POSITIVE_INFINITY
  // Entries wait in the order in which they began, near enough, and it is mostly one of the last that is asked for.
  for (let index = waiting.length - 1; index >= 0; index--) {
    const entry = waiting[index]!
    if (entry.at < from - maxSpan) break
    if (entry.from > to || entry.to < from || Math.abs(entry.at - at) >= distance || !fits(entry)) continue
    found = index
    distance = Math.abs(entry.at - at)
  }
  return found
}

/** The span of a report whose start is known. */
export const moment = (at: Moment): Span => ({ at, from: at, to: at })
