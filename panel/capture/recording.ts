import type { CaptureEvent } from '../../src/core/event/event.ts'

// UTF-16 units. Lines are collected into parts of this size, which then leave the heap: browsers keep blobs elsewhere,
// large ones on disk. What a private window did must not be written there.
const partSize = 512 * 1024

/** The events of a session as text, in order of arrival, out of reach of the garbage collector: the source of exports. */
export interface Recording {
  append(events: readonly CaptureEvent[]): void
  clear(): void
  /** Whether parts may leave the heap from now on, with which they may be written to disk. Not before this was called. */
  leaveHeap(may: boolean): void
  /** All lines so far, in parts of whole lines. */
  parts(): AsyncGenerator<string>
  /** The lines since the last call, up to about a part. */
  next(): Promise<Taken>
}

/** Lines that `next` returns. */
export interface Taken {
  text: string
  /** More lines are available at once. */
  more: boolean
  /** How often the recording was cleared: lines taken under another number belong to an earlier session. */
  clears: number
}

/** An empty recording. */
export function createRecording(): Recording {
  let parts: (Blob | string)[] = []
  let mayLeaveHeap = false
  let tail = ''
  let clears = 0
  // Parts that `next` has returned whole, and the characters it has returned of the part after them.
  let given = 0
  let begun = 0
  return {
    append(events) {
      for (const event of events) tail += `${JSON.stringify(event)}\n`
      if (tail.length < partSize) return
      parts.push(mayLeaveHeap ? new Blob([tail]) : tail)
      tail = ''
    },
    leaveHeap(may) {
      mayLeaveHeap = may
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
      for (const part of [...parts]) yield await textOf(part)
      if (last !== '') yield last
    },
    async next() {
      const now = clears
      const from = begun
      const part = parts[given]
      if (part) {
        // Counted before the await, during which lines may be added or cleared.
        given++
        begun = 0
        return { text: (await textOf(part)).slice(from), more: true, clears: now }
      }
      begun = tail.length
      return { text: tail.slice(from), more: false, clears: now }
    },
  }
}

const textOf = async (part: Blob | string) => (typeof part === 'string' ? part : part.text())
