import type { CaptureEvent } from '../src/core/event.ts'

// Lines are gathered to parts of this many characters and then leave the heap: browsers keep blobs elsewhere, on disk if large.
const partSize = 512 * 1024

/** The events of a session as they came, as text, out of the way of the garbage collector: what an export is made from. */
export interface Recording {
  append(events: readonly CaptureEvent[]): void
  clear(): void
  /** All lines so far, in parts that end with a line's end. */
  parts(): AsyncGenerator<string>
}

export function createRecording(): Recording {
  let parts: Blob[] = []
  let tail = ''
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
    },
    async *parts() {
      const last = tail
      for (const part of [...parts]) yield await part.text()
      if (last !== '') yield last
    },
  }
}
