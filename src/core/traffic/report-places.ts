import { withoutFragment } from '../base/parsed-url.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'

/** The reports of one URL that wait for another report of the same request. */
export interface Place<E, A> {
  /** Requests and connections that hooks reported, oldest first. */
  flows: Waiting<E, A>[]
  /** Entries of the network log that no hook has reported. */
  unclaimed: Unclaimed[]
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
/** All places, by URL. */
export interface Places<E, A> {
  /** URLs that were reported in this lifetime, and in the one before. */
  now: Map<string, Place<E, A>>
  before: Map<string, Place<E, A>>
  since: Moment
}

export const createPlaces = <E, A>(): Places<E, A> => ({ now: new Map(), before: new Map(), since: 0 })

/** The place of this URL, if it has been reported lately. */
export function placeOf<E, A>({ now, before }: Places<E, A>, url: string): Place<E, A> | undefined {
  const address = withoutFragment(url)
  return now.get(address) ?? before.get(address)
}

/** The place of this URL, made where there is none. Its reports are kept for the present `placeLifetime` and the next. */
export function placeAt<E, A>(places: Places<E, A>, url: string, at: Moment): Place<E, A> {
  if (at - places.since > placeLifetime || places.now.size >= maxUrls) {
    places.before = places.now
    places.now = new Map()
    places.since = at
  }
  const address = withoutFragment(url)
  let place = places.now.get(address)
  if (!place) {
    place = places.before.get(address) ?? { flows: [], unclaimed: [], hooked: [] }
    places.now.set(address, place)
  }
  return place
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
