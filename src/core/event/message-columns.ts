import { fromBase64 } from '../base/base64.ts'
import { type Bytes, latestTime, type Milliseconds, type Moment } from '../base/units.ts'
import type { MessagesEvent } from './connection-events.ts'

/** A tick is 10 µs: no browser's clock is finer for a page that is not cross-origin isolated. */
const ticksPerMs = 100
/** The same limit as that of the size of a single message, in `field-kind.ts`. */
const maxBytes: Bytes = 2 ** 44

/** The payload of a message: text or base64, by the event's kind; undefined where it is not in the event. */
export type RunPayload = string | undefined

/** Whether the columns hold a third number for each message: the length of its payload. */
export const tellsPayloads = ({ text, data, cut }: MessagesEvent): boolean =>
  text !== undefined || data !== undefined || cut !== undefined

/**
 * Reads the columns of messages, in order. They hold base-128 varints (seven bits an octet, the lowest first, the eighth bit set on all
 * octets but the last), two for each message: the ticks since the message before, and the message's bytes.
 *
 * Where the event has `text`, `data` or `cut`, they hold a third: 0 where the payload was left out, else one more than its length in
 * `text`, in UTF-16 units, or in `data`, in octets.
 * @param told the columns hold the third number
 * @param report called with the time after the event's, the size and the third number of each message; ends the reading where it is false
 * @returns the number of messages read: `count`, or fewer where the columns are too short or malformed
 */
export function eachEntry(
  octets: Uint8Array,
  count: number,
  told: boolean,
  report: (after: Milliseconds, bytes: Bytes, kept: number) => boolean,
): number {
  let place = 0
  let ticks = 0
  for (let read = 0; read < count; read++) {
    const since = varint()
    const bytes = varint()
    const kept = told ? varint() : 0
    ticks += since
    if (since < 0 || bytes < 0 || kept < 0 || bytes > maxBytes || !report(ticks / ticksPerMs, bytes, kept)) return read
  }
  return count

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

/**
 * Reads the messages of a `messages` event, in order. `text` holds all texts one after the other. In `data` each payload begins at a
 * multiple of three octets, so that its base64 is a part of the whole.
 * @param report called with time, size and payload of each message
 * @returns the number of messages read: `count`, or fewer where columns or payloads are too short or malformed
 */
export function eachMessage(
  event: MessagesEvent,
  report: (at: Moment, bytes: Bytes, payload: RunPayload) => void,
): number {
  const { text, data } = event
  const source = text ?? data
  let from = 0
  return eachEntry(fromBase64(event.columns), event.count, tellsPayloads(event), (after, bytes, kept) => {
    const at = event.at + after
    if (at > latestTime) return false
    let payload: RunPayload
    if (kept > 0) {
      const start = from
      from += text === undefined ? Math.ceil((kept - 1) / 3) * 4 : kept - 1
      if (source !== undefined && from > source.length) return false
      payload = text?.slice(start, from) ?? (data === undefined ? undefined : base64Part(data, start, from, kept - 1))
    }
    report(at, bytes, payload)
    return true
  })
}

/** The base64 of so many octets that stand in a part of a longer one, where the last three octets are filled up. */
function base64Part(data: string, start: number, end: number, octets: number): string {
  const rest = octets % 3
  if (rest === 0) return data.slice(start, end)
  return data.slice(start, end - 3 + rest) + (rest === 1 ? '==' : '=')
}

/**
 * The same messages with other payloads of the same lengths, so that the columns stay.
 * @param octets is given, and gives, base64
 */
export function withPayloads(
  event: MessagesEvent,
  text: (text: string) => string,
  octets: (data: string) => string,
): MessagesEvent {
  if (event.text === undefined && event.data === undefined) return event
  const change = event.text === undefined ? (data: string) => filledUp(octets(data)) : text
  let payloads = ''
  eachMessage(event, (_at, _bytes, payload) => {
    payloads += payload === undefined ? '' : change(payload)
  })
  // Messages that cannot be read are left out, and count as lost all the same.
  return event.text === undefined ? { ...event, data: payloads } : { ...event, text: payloads }
}

/** Base64 whose last three octets are filled up. */
const filledUp = (data: string) => data.replaceAll('=', 'A')
