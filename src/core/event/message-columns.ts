import { fromBase64 } from '../base/base64.ts'
import type { Bytes, Milliseconds } from '../base/units.ts'
import type { MessagesEvent } from './event.ts'

/** Ticks of 10 µs: no browser's clock is finer for a page that is not isolated. */
const ticksPerMs = 100

/**
 * Tells time and size of each message of a run, in order. Its columns are, for each message, two base-128 varints (seven bits an
 * octet, the lowest first, the eighth set on all but the last): the ticks since the message before, and its bytes.
 * @returns how many were told: `count`, or fewer where the columns end before or hold what is no varint.
 */
export function eachMessage(event: MessagesEvent, tell: (at: Milliseconds, bytes: Bytes) => void): number {
  const octets = fromBase64(event.columns)
  let place = 0
  let ticks = 0
  for (let told = 0; told < event.count; told++) {
    const since = varint()
    const bytes = varint()
    if (since < 0 || bytes < 0) return told
    ticks += since
    tell(event.at + ticks / ticksPerMs, bytes)
  }
  return event.count

  /** -1 where there is none. Longer than seven octets would be more than a size or a time can be. */
  function varint(): number {
    let value = 0
    let factor = 1
    for (let octet = 0; octet < 7 && place < octets.length; octet++) {
      const low = octets[place++]!
      value += (low & 127) * factor
      if (low < 128) return value
      factor *= 128
    }
    return -1
  }
}
