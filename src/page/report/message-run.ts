import { bareList, copyInto, floor, NativeUint8Array, slice, viewBuffer } from '../browser/natives.ts'
import { type BlobList, blobList, readLater } from './blobs.ts'
import { octetsOf, utf8Bytes } from './payload.ts'
import { type Record, record } from './record.ts'

// Times are written in ticks of 10 µs; see core/event/message-columns.ts for the columns.
const ticksPerMs = 100
/** UTF-16 units or bytes of a message that a run takes; a longer one is worth a record of its own. */
export const maxInRun = 16_384
// A run is full once it has so many messages: their columns take some 10 kB.
const maxMessages = 2000
// Bytes that a message takes in the columns at most, in a run of any age: varints of seven, five and five bytes.
const maxEntryBytes = 17
// A run is full once it has so many units or bytes of payloads; the room for bytes grows up to so many and one message more.
const maxPayload = 262_144
const firstRoom = 16_384

export type RunKind = 'text' | 'binary' | 'blob'

/**
 * Messages of one connection, direction and kind that are reported together. In a flood there is no time for more: some numbers
 * beside the payload of each message, where a record would be an object that is cloned, checked and serialised on its way.
 */
export interface Run {
  /**
   * Adds a message.
   * @param at when it was received or sent, in ms since the Unix epoch
   * @param size UTF-16 units of a text, bytes of anything else
   * @param whole whether its payload is reported too
   * @returns whether the run is full
   */
  add(value: unknown, at: number, size: number, whole: boolean): boolean
  /** Takes out everything added since the last call, as one record; undefined where nothing was added. */
  take(): Record | undefined
}

/**
 * @param id of the connection
 * @param describe adds the fields that all messages of the run have in common
 */
export function createRun(id: number, kind: RunKind, describe: (event: Record) => void): Run {
  // The messages: when they came, their sizes, and one more than that where the payload is kept, else 0.
  const times = bareList<number>()
  const sizes = bareList<number>()
  const kept = bareList<number>()
  let count = 0
  let text = ''
  let octets: Uint8Array | undefined
  let room = 0
  let blobs: BlobList | undefined
  let filled = 0

  /** Keeps a payload. In `data` each begins at a multiple of three bytes. */
  function keep(value: unknown, size: number): void {
    const end = filled + size
    if (kind === 'text') text += value as string
    else if (kind === 'blob') {
      blobs ??= blobList()
      blobs.add(value as Blob, size)
    } else {
      while (end > room) grow()
      if (size > 0) copyInto(octets, octetsOf(value, size), filled)
    }
    filled = kind === 'text' ? end : floor((end + 2) / 3) * 3
  }

  function grow(): void {
    room = room === 0 ? firstRoom : room * 2
    const larger = new NativeUint8Array(room)
    if (octets) copyInto(larger, octets)
    octets = larger
  }

  /** Replaces units by bytes. Almost all texts are ASCII, which shows in the bytes of all of them together. */
  function measure(): void {
    if (utf8Bytes(text) === filled) return
    let from = 0
    for (let i = 0; i < count; i++) {
      if (kept[i]! === 0) continue
      const end = from + kept[i]! - 1
      sizes[i] = utf8Bytes(slice(text, from, end))
      from = end
    }
  }

  function columns(): Uint8Array {
    const written = new NativeUint8Array(count * maxEntryBytes)
    let length = 0
    const write = (value: number) => {
      let rest = value
      while (rest >= 128) {
        written[length++] = (rest % 128) + 128
        rest = floor(rest / 128)
      }
      written[length++] = rest
    }
    // Ticks after the first message: rounding errors must not add up.
    let before = 0
    for (let i = 0; i < count; i++) {
      const ticks = floor((times[i]! - times[0]!) * ticksPerMs)
      write(ticks > before ? ticks - before : 0)
      if (ticks > before) before = ticks
      write(sizes[i]!)
      write(kept[i]!)
    }
    return copyOf(written, length)
  }

  return {
    add(value, at, size, whole) {
      times[count] = at
      // A text that is not kept has to be measured now.
      sizes[count] = kind === 'text' && !whole ? utf8Bytes(value as string) : size
      kept[count] = whole ? size + 1 : 0
      count++
      if (whole) keep(value, size)
      return count >= maxMessages || filled > maxPayload
    },
    take() {
      if (count === 0) return undefined
      if (kind === 'text') measure()
      const event = record('messages', id)
      event.at = times[0]!
      event['count'] = count
      event['columns'] = columns()
      describe(event)
      if (kind === 'text') event['text'] = text
      else if (!blobs) event['data'] = copyOf(octets, filled)
      else readLater(event, blobs, filled)
      count = 0
      filled = 0
      text = ''
      blobs = undefined
      return event
    },
  }
}

/** A copy of the first bytes. `slice()` would read `constructor` and Symbol.species, both the page's to change. */
function copyOf(octets: Uint8Array | undefined, length: number): Uint8Array {
  const copy = new NativeUint8Array(length)
  if (octets && length > 0) copyInto(copy, new NativeUint8Array(viewBuffer(octets), 0, length))
  return copy
}
