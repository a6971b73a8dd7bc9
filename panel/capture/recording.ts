import type { CaptureEvent } from '../../src/core/event/event.ts'

// UTF-16 units. Lines are collected into parts of this size, which then leave the heap: browsers keep blobs elsewhere, large ones on
// disk. What a private window did must not be written there.
const partSize = 512 * 1024

/** The events of a session as text, in order of arrival, out of reach of the garbage collector: the source of exports. */
export interface Recording {
  append(events: readonly CaptureEvent[]): void
  /** Adds events that are written as whole lines already. */
  appendLines(text: string): void
  clear(): void
  /** Sets whether full parts may become blobs, which a browser may write to disk. Until this is called they stay in memory. */
  leaveHeap(may: boolean): void
  /** All lines so far, in parts of whole lines. */
  parts(): AsyncGenerator<string>
  /** Increases with each change: lines that are added, or a clear. */
  changes(): number
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

interface Part {
  content: Blob | string
  /** The lines that `next` has not returned, where it has returned others of the part before it was full. */
  rest: string | undefined
}

/** An empty recording. */
export function createRecording(): Recording {
  let parts: Part[] = []
  let mayLeaveHeap = false
  // Lines stay apart until their part is full: one character beyond Latin-1 would make the encoding of all of them slow.
  let lines: string[] = []
  let size = 0
  let clears = 0
  let changes = 0
  // Parts that `next` has returned, and lines after them.
  let given = 0
  let begun = 0

  function closePart(): void {
    const rest = begun > 0 ? lines.slice(begun).join('') : undefined
    parts.push({ content: mayLeaveHeap ? new Blob(lines) : lines.join(''), rest })
    lines = []
    size = 0
    begun = 0
  }

  function appendLines(text: string): void {
    lines.push(text)
    size += text.length
    changes++
    if (size >= partSize) closePart()
  }

  return {
    append(events) {
      for (const event of events) appendLines(`${JSON.stringify(event)}\n`)
    },
    appendLines,
    leaveHeap(may) {
      mayLeaveHeap = may
    },
    clear() {
      parts = []
      lines = []
      size = 0
      clears++
      changes++
      given = 0
      begun = 0
    },
    async *parts() {
      const last = lines.join('')
      for (const { content } of [...parts]) yield await textOf(content)
      if (last !== '') yield last
    },
    changes: () => changes,
    async next() {
      const now = clears
      const part = parts[given]
      if (part) {
        given++ // before the await, during which lines may be added or cleared
        const { rest, content } = part
        part.rest = undefined
        return { text: rest ?? (await textOf(content)), more: true, clears: now }
      }
      const text = lines.slice(begun).join('')
      begun = lines.length
      return { text, more: false, clears: now }
    },
  }
}

const textOf = async (content: Blob | string) => (typeof content === 'string' ? content : content.text())
