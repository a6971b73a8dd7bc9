import type { CaptureEvent } from '../../src/core/event/event.ts'

// Bytes. Lines are collected into parts of this size, which then leave the heap: browsers keep blobs elsewhere, large ones on
// disk. What a private window did must not be written there.
const partSize = 512 * 1024
const lineEnd = 10

/** The events of a session as text, in order of arrival, out of reach of the garbage collector: the source of exports. */
export interface Recording {
  append(events: readonly CaptureEvent[]): void
  clear(): void
  /** Sets whether full parts may become blobs, which a browser may write to disk. Until this is called they stay in memory. */
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
  const encoder = new TextEncoder()
  let parts: (Blob | Uint8Array)[] = []
  let mayLeaveHeap = false
  // Lines are encoded one by one: in a text of many, one character beyond Latin-1 makes the encoding of all of them slow.
  let tail = new Uint8Array(2 * partSize)
  let length = 0
  let clears = 0
  // Parts that `next` has returned whole, and the bytes it has returned of the part after them.
  let given = 0
  let begun = 0

  function write(line: string): void {
    const most = length + 3 * line.length + 1
    if (most > tail.length) {
      const larger = new Uint8Array(2 * most)
      larger.set(tail.subarray(0, length))
      tail = larger
    }
    length += encoder.encodeInto(line, tail.subarray(length)).written
    tail[length++] = lineEnd
  }

  const lastLines = (from = 0) => new TextDecoder().decode(tail.subarray(from, length))

  return {
    append(events) {
      for (const event of events) {
        write(JSON.stringify(event))
        if (length < partSize) continue
        parts.push(mayLeaveHeap ? new Blob([tail.subarray(0, length)]) : tail.slice(0, length))
        length = 0
      }
    },
    leaveHeap(may) {
      mayLeaveHeap = may
    },
    clear() {
      parts = []
      length = 0
      clears++
      given = 0
      begun = 0
    },
    async *parts() {
      const last = lastLines()
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
        return { text: await textOf(part.slice(from)), more: true, clears: now }
      }
      begun = length
      return { text: lastLines(from), more: false, clears: now }
    },
  }
}

const textOf = async (part: Blob | Uint8Array) => (part instanceof Blob ? part.text() : new TextDecoder().decode(part))
