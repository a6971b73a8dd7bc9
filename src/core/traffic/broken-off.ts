import type { Bytes } from '../base/units.ts'

/** A frame header, a status that is in the static table, and a date: no response head that HTTP/2 packs is shorter. */
const smallestPackedHead: Bytes = 9 + 1 + 2

/**
 * Bytes of a response that was broken off. Chromium's total now and then lacks the last piece before the end.
 * @param received Chromium's total
 * @param head bytes of the response head, if known: those of a packed one are not
 * @param down bytes read of the body with its framing, and of the last piece of it
 */
export function wholeOf(
  received: Bytes,
  head: Bytes | undefined,
  { down, lastDown }: { down: Bytes; lastDown: Bytes },
): Bytes {
  if (head !== undefined) return Math.max(received, head + down)
  return received < down + smallestPackedHead ? received + lastDown : received
}
