import type { Milliseconds } from './units.ts'

/**
 * Where two reports of one request wait for each other, whichever comes first: by key (method and URL), each with the time in
 * which the other's start must lie. Bounded: beyond that the oldest stay without.
 */
export type WaitingRoom<T> = Map<string, Waiter<T>[]>

interface Waiter<T> {
  at: Milliseconds
  from: Milliseconds
  to: Milliseconds
  who: T
}

/** Those of one key, and keys in all. */
const mostOfKey = 64
const mostKeys = 4096

/** @returns of those whose time meets this one's the nearest, taken out; undefined when there is none */
export function meet<T>(
  room: WaitingRoom<T>,
  key: string,
  { at, from, to }: Pick<Waiter<T>, 'at' | 'from' | 'to'>,
): T | undefined {
  const waiting = room.get(key)
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
  if (waiting.length === 0) room.delete(key)
  return met!.who
}

export function wait<T>(room: WaitingRoom<T>, key: string, waiter: Waiter<T>): void {
  const waiting = room.get(key)
  if (waiting) {
    waiting.push(waiter)
    if (waiting.length > mostOfKey) waiting.shift()
    return
  }
  room.set(key, [waiter])
  if (room.size <= mostKeys) return
  // Half at a time: taking the first entry of a Map out one by one walks over all that were taken out before.
  let surplus = mostKeys / 2
  for (const old of room.keys()) {
    if (surplus-- <= 0) return
    room.delete(old)
  }
}

/** One that begins at a moment that is known. */
export const moment = (at: Milliseconds) => ({ at, from: at, to: at })

export const isWaiting = <T>(room: WaitingRoom<T>, key: string, who: T): boolean =>
  room.get(key)?.some((one) => one.who === who) ?? false
