import { copyInto, floor, NativeUint8Array, now, viewBuffer } from '../browser/natives.ts'
import { type Record, record } from './report.ts'

// Ticks of 10 µs; see core/event/message-columns.ts for the columns.
const ticksPerMs = 100
const room = 8192
// Two varints of seven octets.
const mostOctets = 14

/**
 * Messages of one connection in one direction that are told by time and size only. In a flood this is all there is time for:
 * a few octets each, where a record would be an object that is cloned, checked and written as text on its way.
 */
export interface Run {
  /** @returns whether the run is full. */
  add(bytes: number): boolean
  /** What was added since the last time, as one record; undefined where that is nothing. */
  take(): Record | undefined
}

/** @param describe puts on what all messages of the run have in common */
export function createRun(id: number, describe: (event: Record) => void): Run {
  const octets = new NativeUint8Array(room)
  let length = 0
  let count = 0
  let startAt = 0
  // In ticks from `startAt`: what a message is told as is rounded, and must not add up.
  let told = 0

  function write(value: number): void {
    let rest = value
    while (rest >= 128) {
      octets[length++] = (rest % 128) + 128
      rest = floor(rest / 128)
    }
    octets[length++] = rest
  }

  return {
    add(bytes) {
      const at = now()
      if (count === 0) {
        startAt = at
        told = 0
      }
      const ticks = floor((at - startAt) * ticksPerMs)
      write(ticks > told ? ticks - told : 0)
      if (ticks > told) told = ticks
      write(bytes)
      count++
      return length > room - mostOctets
    },
    take() {
      if (count === 0) return undefined
      const event = record('messages', id)
      event.at = startAt
      event['count'] = count
      // Not by slice(), which asks `constructor` and Symbol.species, both the page's to change.
      const columns = new NativeUint8Array(length)
      copyInto(columns, new NativeUint8Array(viewBuffer(octets), 0, length))
      event['columns'] = columns
      describe(event)
      count = 0
      length = 0
      return event
    },
  }
}
