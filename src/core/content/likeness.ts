import type { Bytes } from '../base/units.ts'

/** How much of each message stands in the one before it already: what is sent again and again, and what compression would take out. */
export interface Likeness {
  compared: number
  units: Bytes
  same: Bytes
  last: string
  /** Messages until the next is looked at. */
  wait: number
}

/** Every one of the first, and one in so many later; of each so much. */
const closely = 32
const oneIn = 16
const head = 4096

export const createLikeness = (): Likeness => ({ compared: 0, units: 0, same: 0, last: '', wait: 0 })

/** Notes a message: what it begins and ends with as the last one did is the same. */
export function noteLikeness(likeness: Likeness, text: string): void {
  if (likeness.wait > 0) {
    likeness.wait--
    // The one before the next that is looked at.
    if (likeness.wait === 0) likeness.last = text.slice(0, head)
    return
  }
  const { last } = likeness
  const next = text.length > head ? text.slice(0, head) : text
  if (last !== '') {
    likeness.compared++
    likeness.units += next.length
    likeness.same += shared(last, next)
  }
  likeness.last = next
  if (likeness.compared >= closely) likeness.wait = oneIn
}

/** Share of what was compared, 0 to 1; 0 before anything was. */
export const likenessOf = ({ units, same }: Likeness): number => (units === 0 ? 0 : same / units)

function shared(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one.charCodeAt(start) === other.charCodeAt(start)) start++
  let end = 0
  while (end < most - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) end++
  return start + end
}
