import { copyInto, floor, NativeUint8Array, now, viewBuffer } from '../browser/natives.ts'
import { type Record, record } from './record.ts'

// Times are written in ticks of 10 µs; see core/event/message-columns.ts for the columns.
const ticksPerMs = 100
const maxRunBytes = 8192
// Bytes that a message can take: two varints of seven bytes.
const maxEntryBytes = 14

/**
 * Messages of one connection in one direction that are reported by time and size only. In a flood there is no time for
 * more: a few bytes for each message, where a record would be an object that is cloned, checked and serialised on its way.
 */
export interface Run {
  /**
   * Adds a message of so many bytes, received or sent now.
   * @returns whether the run is full
   */
  add(bytes: number): boolean
  /** Takes out everything added since the last call, as one record; undefined where nothing was added. */
  take(): Record | undefined
}

/**
 * @param id of the connection
 * @param describe adds the fields that all messages of the run have in common
 */
export function createRun(id: number, describe: (event: Record) => void): Run {
  const bytesOut = new NativeUint8Array(maxRunBytes)
  let length = 0
  let count = 0
  let startAt = 0
  // Time of the last message as it was written, in ticks after `startAt`: rounding errors must not add up.
  let writtenTicks = 0

  function write(value: number): void {
    let rest = value
    while (rest >= 128) {
      bytesOut[length++] = (rest % 128) + 128
      rest = floor(rest / 128)
    }
    bytesOut[length++] = rest
  }

  return {
    add(bytes) {
      const at = now()
      if (count === 0) {
        startAt = at
        writtenTicks = 0
      }
      const ticks = floor((at - startAt) * ticksPerMs)
      write(ticks > writtenTicks ? ticks - writtenTicks : 0)
      if (ticks > writtenTicks) writtenTicks = ticks
      write(bytes)
      count++
      return length > maxRunBytes - maxEntryBytes
    },
    take() {
      if (count === 0) return undefined
      const event = record('messages', id)
      event.at = startAt
      event['count'] = count
      // `slice()` would read `constructor` and Symbol.species, both the page's to change.
      const columns = new NativeUint8Array(length)
      copyInto(columns, new NativeUint8Array(viewBuffer(bytesOut), 0, length))
      event['columns'] = columns
      describe(event)
      count = 0
      length = 0
      return event
    },
  }
}
