/**
 * How much of each message of a stream repeats the message before it: compression, or sending differences, would save that part.
 */
export interface Likeness {
  /** Messages that were compared with the message before them. */
  compared: number
  /** UTF-16 units of those messages. */
  comparedUnits: number
  /** UTF-16 units of them that stood in the message before, too. */
  repeatedUnits: number
  /** The beginning of the message that the next one is compared with. */
  last: string
  /** Messages to skip until the next comparison. */
  wait: number
}

/** Messages that are all compared at the beginning of a stream. */
const minCompared = 32
/** Messages that are skipped between two comparisons after that. */
const skippedLater = 16
/** UTF-16 units of each message that are compared. */
const maxComparedUnits = 4096

/** The likeness of a stream without messages. */
export const createLikeness = (): Likeness => ({
  compared: 0,
  comparedUnits: 0,
  repeatedUnits: 0,
  last: '',
  wait: 0,
})

/** Compares a message with the message before it: equal beginnings and equal ends are repeated. */
export function noteLikeness(likeness: Likeness, text: string): void {
  if (likeness.wait > 0) {
    likeness.wait--
    // The next message will be compared with this one.
    if (likeness.wait === 0) likeness.last = text.slice(0, maxComparedUnits)
    return
  }
  const { last } = likeness
  const next = text.length > maxComparedUnits ? text.slice(0, maxComparedUnits) : text
  if (last !== '') {
    likeness.compared++
    likeness.comparedUnits += next.length
    likeness.repeatedUnits += sharedLength(last, next)
  }
  likeness.last = next
  if (likeness.compared >= minCompared) likeness.wait = skippedLater
}

/** The repeated share of the messages that were compared, from 0 to 1; 0 before the first comparison. */
export const likenessOf = ({ comparedUnits, repeatedUnits }: Likeness): number =>
  comparedUnits === 0 ? 0 : repeatedUnits / comparedUnits

/** Adds the comparisons of the second stream to those of the first and empties the second. */
export function mergeLikeness(into: Likeness, from: Likeness): void {
  into.compared += from.compared
  into.comparedUnits += from.comparedUnits
  into.repeatedUnits += from.repeatedUnits
  Object.assign(from, createLikeness())
}

/** UTF-16 units that two texts have in common at their beginnings and ends. */
function sharedLength(a: string, b: string): number {
  const max = Math.min(a.length, b.length)
  let start = 0
  while (start < max && a.charCodeAt(start) === b.charCodeAt(start)) start++
  let end = 0
  while (end < max - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++
  return start + end
}
