import { fromBase64 } from '../base/base64.ts'
import { type Bytes, latestTime, type Moment } from '../base/units.ts'
import type { MessagesEvent } from './connection-events.ts'

/** A tick is 10 µs: no browser's clock is finer for a page that is not cross-origin isolated. */
const ticksPerMs = 100
/** The same limit as that of the size of a single message, in `event-shape.ts`. */
const maxBytes: Bytes = 2 ** 44

/**
 * Reads the messages of a `messages` event, in order. Its columns hold two base-128 varints for each message (seven bits an
 * octet, the lowest first, the eighth bit set on all octets but the last): the ticks since the message before, and the message's
 * bytes.
 * @param report called with time and size of each message
 * @returns the number of messages read: `count`, or fewer where the columns are too short or malformed
 */
export function eachMessage(event: MessagesEvent, report: (at: Moment, bytes: Bytes) => void): number {
  const octets = fromBase64(event.columns)
  let place = 0
  let ticks = 0
  for (let read = 0; read < event.count; read++) {
    const since = varint()
    const bytes = varint()
    ticks += since
    const at = event.at + ticks / ticksPerMs
    if (since < 0 || bytes < 0 || bytes > maxBytes || at > latestTime) return read
    report(at, bytes)
  }
  return event.count

  /**
   * The next varint; -1 where none follows. Seven octets hold 49 bits, more than any size or time needs: a longer one is
   * malformed.
   */
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
