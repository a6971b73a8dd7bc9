import type { Bytes } from '../base/units.ts'

/** How much of each message stands in the message before it already: parts that compression, or sending differences, would take out. */
export interface Likeness {
  compared: number
  units: Bytes
  same: Bytes
  last: string
  /** Messages until the next is compared. */
  wait: number
}

/** The first messages are all compared, and one in so many later; UTF-16 units that are compared of each. */
const minCompared = 32
const skippedLater = 16
const maxComparedLength = 4096

export const createLikeness = (): Likeness => ({ compared: 0, units: 0, same: 0, last: '', wait: 0 })

/** Compares a message with the last one: what both begin and end with is the same. */
export function noteLikeness(likeness: Likeness, text: string): void {
  if (likeness.wait > 0) {
    likeness.wait--
    // Keep the message before the next one that is compared.
    if (likeness.wait === 0) likeness.last = text.slice(0, maxComparedLength)
    return
  }
  const { last } = likeness
  const next = text.length > maxComparedLength ? text.slice(0, maxComparedLength) : text
  if (last !== '') {
    likeness.compared++
    likeness.units += next.length
    likeness.same += sharedLength(last, next)
  }
  likeness.last = next
  if (likeness.compared >= minCompared) likeness.wait = skippedLater
}

/** Share of what was compared, 0 to 1; 0 before anything was. */
export const likenessOf = ({ units, same }: Likeness): number => (units === 0 ? 0 : same / units)

/** Adds what was compared in one stream to another and empties it. */
export function mergeLikeness(into: Likeness, from: Likeness): void {
  into.compared += from.compared
  into.units += from.units
  into.same += from.same
  Object.assign(from, createLikeness())
}

function sharedLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one.charCodeAt(start) === other.charCodeAt(start)) start++
  let end = 0
  while (end < most - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) end++
  return start + end
}
