import { withoutFragment } from '../base/parsed-url.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'

/** The requests and connections of one document and URL that wait for another report. */
export interface Place<E, A> {
  /** Requests and connections that hooks reported, oldest first. */
  flows: Waiting<E, A>[]
  /** When hooks reported the URL first and last, by method. */
  hooked: { method: string; first: Moment; last: Moment }[]
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

export interface Unclaimed extends Span {
  event: NetworkEvent
}

/** A report waits for this long at least: reports come seconds apart, and a log of very many requests is read a minute apart. */
const placeLifetime: Milliseconds = 120_000
/** Requests of one URL that wait: of a page that asks sixty times a second, the log is read a minute apart. */
const maxWaitingPerUrl = 4096
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
  const address = withoutFragment(url)
  return now.get(address) ?? before.get(address)
}

/** What is kept for this URL, made where there is nothing. It is kept for the present `placeLifetime` and the next. */
export function madeAtUrl<P>(places: ByUrl<P>, url: string, at: Moment, create: () => P): P {
  if (at - places.since > placeLifetime || places.now.size >= maxUrls) turnOver(places, at)
  const address = withoutFragment(url)
  const known = places.now.get(address)
  if (known !== undefined) return known
  const place = places.before.get(address) ?? create()
  places.before.delete(address)
  places.now.set(address, place)
  return place
}

function turnOver<P>(places: ByUrl<P>, at: Moment): void {
  places.before = places.now
  places.now = new Map()
  places.since = at
}

/**
 * All places, by document: what a document reports, at whatever times and of however many URLs, must neither stand in the way of another
 * document's reports nor push them out.
 */
export type Places<E, A> = Map<string, ByUrl<Place<E, A>>>

/** The place of this document and URL, if it has been reported lately. */
export function placeOf<E, A>(places: Places<E, A>, doc: string, url: string): Place<E, A> | undefined {
  const own = places.get(doc)
  return own && atUrl(own, url)
}

/** The places of this URL, of all documents that have reported it lately. */
export function placesOf<E, A>(places: Places<E, A>, url: string): Place<E, A>[] {
  const found: Place<E, A>[] = []
  for (const own of places.values()) {
    const place = atUrl(own, url)
    if (place) found.push(place)
  }
  return found
}

/** The place of this document and URL, made where there is none. */
export function placeAt<E, A>(places: Places<E, A>, doc: string, url: string, at: Moment): Place<E, A> {
  const own = places.get(doc) ?? createByUrl()
  places.set(doc, own)
  return madeAtUrl(own, url, at, () => {
    if (own.now.size % countedEvery === countedEvery - 1) makeRoom(places)
    return { flows: [], hooked: [] }
  })
}

const sizeOf = ({ now, before }: ByUrl<unknown>) => now.size + before.size

/** Of too many places, the older ones of the document that has most are let go. */
function makeRoom<E, A>(places: Places<E, A>): void {
  let all = 0
  let largest: ByUrl<Place<E, A>> | undefined
  for (const own of places.values()) {
    all += sizeOf(own)
    if (!largest || sizeOf(own) > sizeOf(largest)) largest = own
  }
  if (all < maxPlaces || !largest) return
  if (largest.before.size === 0) turnOver(largest, largest.since)
  largest.before.clear()
}

/** Adds an entry to those that wait at a place; of very many the oldest give way. */
export function addWaiting<T>(waiting: T[], entry: T): void {
  waiting.push(entry)
  // Taking them out one by one would move all of them each time.
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
