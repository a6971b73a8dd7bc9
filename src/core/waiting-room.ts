import type { Milliseconds } from './units.ts'

/**
 * Where two reports of one request wait for each other, whichever comes first: by key (method and URL), each with the time in
 * which the other's start must lie. Bounded: who waits longer than a while, and the oldest of very many, stay without.
 */
export interface WaitingRoom<T> {
  /** Those of this while, and of the one before it. */
  now: Map<string, Waiter<T>[]>
  before: Map<string, Waiter<T>[]>
  since: Milliseconds
}

interface Waiter<T> {
  at: Milliseconds
  from: Milliseconds
  to: Milliseconds
  who: T
}

/** Reports come seconds apart; a log of very many requests is read a minute apart. */
const oneWhile: Milliseconds = 120_000
/** Those of one key, and keys in one while. */
const mostOfKey = 64
const mostKeys = 2048

export const createWaitingRoom = <T>(): WaitingRoom<T> => ({ now: new Map(), before: new Map(), since: 0 })

/** @returns of those whose time meets this one's the nearest, taken out; undefined when there is none */
export function meet<T>(room: WaitingRoom<T>, key: string, one: Pick<Waiter<T>, 'at' | 'from' | 'to'>): T | undefined {
  return meetIn(room.now, key, one) ?? meetIn(room.before, key, one)
}

function meetIn<T>(
  map: Map<string, Waiter<T>[]>,
  key: string,
  { at, from, to }: Pick<Waiter<T>, 'at' | 'from' | 'to'>,
): T | undefined {
  const waiting = map.get(key)
  if (!waiting) return undefined
  let nearest = -1
  let distance = Number.POSITIVE_INFINITY
  for (const [index, one] of waiting.entries()) {
    if (one.from > to || one.to < from || Math.abs(one.at - at) >= distance) continue
    nearest = index
    distance = Math.abs(one.at - at)
  }
  if (nearest < 0) return undefined
  const [met] = waiting.splice(nearest, 1)
  if (waiting.length === 0) map.delete(key)
  return met!.who
}

export function wait<T>(room: WaitingRoom<T>, key: string, waiter: Waiter<T>): void {
  if (waiter.at - room.since > oneWhile || room.now.size >= mostKeys) {
    room.before = room.now
    room.now = new Map()
    room.since = waiter.at
  }
  const waiting = room.now.get(key)
  if (!waiting) room.now.set(key, [waiter])
  else {
    waiting.push(waiter)
    if (waiting.length > mostOfKey) waiting.shift()
  }
}

/** One that begins at a moment that is known. */
export const moment = (at: Milliseconds) => ({ at, from: at, to: at })

export const isWaiting = <T>({ now, before }: WaitingRoom<T>, key: string, who: T): boolean =>
  [now.get(key), before.get(key)].some((waiting) => waiting?.some((one) => one.who === who) ?? false)
