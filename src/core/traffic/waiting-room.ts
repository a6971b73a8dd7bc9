import type { Milliseconds } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import type { Logged } from '../session/apply-network.ts'
import type { Exchange } from './exchange.ts'

/**
 * Where the reports of one request wait for each other, whichever comes first: the hook's, the resource timing's and the network
 * log's, by URL. Bounded: what nobody asks for is forgotten after a while, and so are the oldest URLs of very many.
 */
export interface WaitingRoom {
  /** URLs of this while, and of the one before it. */
  now: Map<string, Place>
  before: Map<string, Place>
  since: Milliseconds
}

/** One URL. */
export interface Place {
  /** What hooks told of, oldest first. */
  flows: Waiting[]
  /** What the log spoke of and no hook has told of. */
  unclaimed: Unclaimed[]
  /** When hooks told of it first and last, by method. */
  told: { method: string; first: Milliseconds; last: Milliseconds }[]
}

/** A span in which the other report's start must lie, and the likeliest moment in it. */
export interface When {
  at: Milliseconds
  from: Milliseconds
  to: Milliseconds
}

export interface Waiting extends When {
  method: string
  who: Logged
  /** The exchange whose resource timing has not come; none for a connection. */
  untimed: Exchange | undefined
  unlogged: boolean
}

export interface Unclaimed extends When {
  who: NetworkEvent
}

/** Reports come seconds apart; a log of very many requests is read a minute apart. */
const oneWhile: Milliseconds = 120_000
/** Flows of one URL (a log that is read a minute apart of a page that asks sixty times a second), and URLs in one while. */
const mostOfPlace = 4096
const mostPlaces = 4096

export const createWaitingRoom = (): WaitingRoom => ({ now: new Map(), before: new Map(), since: 0 })

/** The log leaves out fragments in one browser and not in the other. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#')
  return hash < 0 ? url : url.slice(0, hash)
}

/** The place of this URL, if anything has been told of it lately. */
export function placeOf({ now, before }: WaitingRoom, url: string): Place | undefined {
  const address = withoutFragment(url)
  return now.get(address) ?? before.get(address)
}

/** The same; from now on there is one, and it stays for this while. */
export function placeAt(room: WaitingRoom, url: string, at: Milliseconds): Place {
  if (at - room.since > oneWhile || room.now.size >= mostPlaces) {
    room.before = room.now
    room.now = new Map()
    room.since = at
  }
  const address = withoutFragment(url)
  let place = room.now.get(address)
  if (!place) {
    place = room.before.get(address) ?? { flows: [], unclaimed: [], told: [] }
    room.now.set(address, place)
  }
  return place
}

/** Adds one to those who wait at a place; of very many the oldest gives way. */
export function waitAmong<T>(waiting: T[], one: T): void {
  waiting.push(one)
  // Taking them out one by one would move all of them each time.
  if (waiting.length >= 2 * mostOfPlace) waiting.splice(0, mostOfPlace)
}

/** Spans end so long after their likeliest moment at most, and nothing is told of so much out of order. */
const longestSpan: Milliseconds = 10_000

/** @returns the index of those who fit and whose time meets this one's of the nearest, -1 when there is none */
export function nearest<T extends When>(
  waiting: readonly T[],
  { at, from, to }: When,
  fits: (one: T) => boolean,
): number {
  let nearest = -1
  let distance = Number.POSITIVE_INFINITY
  // They wait in the order in which they began, near enough, and it is mostly one of the last that is asked for.
  for (let index = waiting.length - 1; index >= 0; index--) {
    const one = waiting[index]!
    if (one.at < from - longestSpan) break
    if (one.from > to || one.to < from || Math.abs(one.at - at) >= distance || !fits(one)) continue
    nearest = index
    distance = Math.abs(one.at - at)
  }
  return nearest
}

/** One that begins at a moment that is known. */
export const moment = (at: Milliseconds): When => ({ at, from: at, to: at })
