import type { Bytes } from '../base/units.ts'

/** A frame header, a status that is in the static table, and a date: no head that HTTP/2 packs is shorter. */
const smallestPackedHead: Bytes = 9 + 1 + 2

/**
 * Bytes of a response that was broken off. What comes last before that is now and then not in Chromium's total.
 * @param received the total
 * @param head if its length is known: a packed one's is not
 * @param down what was read of the body with its framing, and the last piece of that
 */
export function wholeOf(
  received: Bytes,
  head: Bytes | undefined,
  { down, lastDown }: { down: Bytes; lastDown: Bytes },
): Bytes {
  if (head !== undefined) return Math.max(received, head + down)
  return received < down + smallestPackedHead ? received + lastDown : received
}
