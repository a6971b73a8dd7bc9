import type { Bytes } from '../core/base/units.ts'
import type { OpenHar } from './read-file.ts'

/** Counts what is read of a file. A HAR is read twice, and each time is half of it. */
export interface ReadingShare {
  /** The share that has been read, from 0 to 1; 1 where the file's size is 0. */
  share(): number
  /** Bytes that have been read of the file as it is stored. */
  read(): Bytes
  /** The file as it is stored, counted. */
  ofBytes(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  /** The HAR that the file turned out to be, counted. */
  ofHar(har: OpenHar): OpenHar
}

/**
 * Nothing read yet.
 * @param size of the file as it is stored; 0 where nobody knows
 * @param onRead is called after each piece
 */
export function createReadingShare(size: Bytes, onRead: () => void): ReadingShare {
  let read = 0
  let isHar = false
  let unpacked = 0
  let again = 0

  async function* counted(bytes: AsyncIterable<Uint8Array>, add: (length: number) => void): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      add(piece.length)
      onRead()
      yield piece
    }
  }
  return {
    share() {
      const once = size > 0 ? Math.min(1, read / size) : 1
      return isHar ? (once + (unpacked > 0 ? Math.min(1, again / unpacked) : 0)) / 2 : once
    },
    read: () => read,
    ofBytes: (bytes) =>
      counted(bytes, (length) => {
        read += length
      }),
    ofHar(har) {
      isHar = true
      return {
        ...har,
        bytes: counted(har.bytes, (length) => {
          unpacked += length
        }),
        slice(from, to) {
          again += to - from
          onRead()
          return har.slice(from, to)
        },
      }
    },
  }
}
