import { copyInto, floor, NativeUint8Array, now, viewBuffer } from '../browser/natives.ts'
import { type BlobList, blobList, readLater } from './blobs.ts'
import { octetsOf, sizeOf } from './payload.ts'
import { type Record, record } from './record.ts'

// Times are written in ticks of 10 µs; see core/event/message-columns.ts for the columns.
const ticksPerMs = 100
const maxColumnBytes = 8192
// Bytes that a message can take: three varints of seven bytes.
const maxEntryBytes = 21
/** UTF-16 units or bytes of a message that a run takes; a longer one is worth a record of its own. */
export const maxInRun = 16_384
// A run is full once it has so many; the room for binary payloads grows up to so many and one message more.
const maxPayload = 262_144
const firstRoom = 16_384

export type RunKind = 'text' | 'binary' | 'blob'

/**
 * Messages of one connection, direction and kind that are reported together. In a flood there is no time for more: a few bytes
 * beside the payload of each message, where a record would be an object that is cloned, checked and serialised on its way.
 */
export interface Run {
  /**
   * Adds a message that was received or sent now.
   * @param whole whether its payload is reported too
   * @returns whether the run is full
   */
  add(value: unknown, whole: boolean): boolean
  /** Takes out everything added since the last call, as one record; undefined where nothing was added. */
  take(): Record | undefined
}

/**
 * @param id of the connection
 * @param describe adds the fields that all messages of the run have in common
 */
export function createRun(id: number, kind: RunKind, describe: (event: Record) => void): Run {
  const columns = new NativeUint8Array(maxColumnBytes)
  let length = 0
  let count = 0
  let startAt = 0
  // Time of the last message as it was written, in ticks after `startAt`: rounding errors must not add up.
  let writtenTicks = 0
  let text = ''
  let octets: Uint8Array | undefined
  let room = 0
  let blobs: BlobList | undefined
  let filled = 0

  function write(value: number): void {
    let rest = value
    while (rest >= 128) {
      columns[length++] = (rest % 128) + 128
      rest = floor(rest / 128)
    }
    columns[length++] = rest
  }

  /** Keeps a payload. In `data` each begins at a multiple of three bytes. */
  function keep(value: unknown, bytes: number): void {
    const end = filled + bytes
    if (kind === 'text') text += value as string
    else if (kind === 'blob') {
      blobs ??= blobList()
      blobs.add(value as Blob, bytes)
    } else {
      while (end > room) grow()
      if (bytes > 0) copyInto(octets, octetsOf(value, bytes), filled)
    }
    filled = kind === 'text' ? end : floor((end + 2) / 3) * 3
  }

  function grow(): void {
    room = room === 0 ? firstRoom : room * 2
    const larger = new NativeUint8Array(room)
    if (octets) copyInto(larger, octets)
    octets = larger
  }

  return {
    add(value, whole) {
      const at = now()
      const bytes = sizeOf(value) ?? 0
      if (count === 0) {
        startAt = at
        writtenTicks = 0
      }
      const ticks = floor((at - startAt) * ticksPerMs)
      write(ticks > writtenTicks ? ticks - writtenTicks : 0)
      if (ticks > writtenTicks) writtenTicks = ticks
      write(bytes)
      write(whole ? (kind === 'text' ? (value as string).length : bytes) + 1 : 0)
      count++
      if (whole) keep(value, bytes)
      return length > maxColumnBytes - maxEntryBytes || filled > maxPayload
    },
    take() {
      if (count === 0) return undefined
      const event = record('messages', id)
      event.at = startAt
      event['count'] = count
      event['columns'] = copyOf(columns, length)
      describe(event)
      if (kind === 'text') event['text'] = text
      else if (!blobs) event['data'] = copyOf(octets, filled)
      else readLater(event, blobs, filled)
      count = 0
      length = 0
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
