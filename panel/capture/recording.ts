import type { CaptureEvent } from '../../src/core/event/event.ts'

// Lines are gathered to parts of this many characters and then leave the heap: browsers keep blobs elsewhere, on disk if large.
const partSize = 512 * 1024

/** The events of a session as they came, as text, out of the way of the garbage collector: what an export is made from. */
export interface Recording {
  append(events: readonly CaptureEvent[]): void
  clear(): void
  /** All lines so far, in parts that end with a line's end. */
  parts(): AsyncGenerator<string>
  /** The lines since the last call, about a part at a time. */
  next(): Promise<Taken>
}

/** What was recorded since it was asked last. */
export interface Taken {
  text: string
  /** There is more already. */
  more: boolean
  /** Raised when the recording was cleared: what was taken before belongs to another one. */
  clears: number
}

export function createRecording(): Recording {
  let parts: Blob[] = []
  let tail = ''
  let clears = 0
  // Parts that `next` has given whole, and the characters it has given of the one after them.
  let given = 0
  let begun = 0
  return {
    append(events) {
      for (const event of events) tail += `${JSON.stringify(event)}\n`
      if (tail.length < partSize) return
      parts.push(new Blob([tail]))
      tail = ''
    },
    clear() {
      parts = []
      tail = ''
      clears++
      given = 0
      begun = 0
    },
    async *parts() {
      const last = tail
      for (const part of [...parts]) yield await part.text()
      if (last !== '') yield last
    },
    async next() {
      const now = clears
      const from = begun
      const part = parts[given]
      if (part) {
        // Before the pause, in which lines may come or go.
        given++
        begun = 0
        return { text: (await part.text()).slice(from), more: true, clears: now }
      }
      begun = tail.length
      return { text: tail.slice(from), more: false, clears: now }
    },
  }
}
