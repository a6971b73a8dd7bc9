import type { Decoded, Decoder } from './decoder.ts'

// A line longer than this is a mistake or an attack: its rest is dropped, and who reads it says so.
export const maxLineLength = 4_000_000

/** Splits at LF, CR and CRLF, also when a piece ends between CR and LF. Keeps at most `longestStreamLine` of one line. */
export function createLineSplitter(): {
  feed(text: string): string[]
  end(): string
} {
  let pending = ''
  let afterReturn = false
  return {
    feed(text) {
      if (text === '') return []
      if (afterReturn && text.startsWith('\n')) text = text.slice(1)
      afterReturn = text.endsWith('\r')
      const parts = text.split(/\r\n|\n|\r/)
      const last = parts.pop() ?? ''
      const found: string[] = []
      for (const part of parts) {
        found.push(pending + part.slice(0, maxLineLength - pending.length))
        pending = ''
      }
      pending += last.slice(0, maxLineLength - pending.length)
      return found
    },
    end() {
      const rest = pending
      pending = ''
      return rest
    },
  }
}

/** Each line is a message; empty ones are none. */
export function createLinesDecoder(): Decoder {
  const lines = createLineSplitter()
  const decode = (line: string): Decoded[] => (line === '' ? [] : [{ text: line }])
  return {
    feed: (text) => lines.feed(text).flatMap(decode),
    end: () => decode(lines.end()),
  }
}
