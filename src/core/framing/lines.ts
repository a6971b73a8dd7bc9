import type { Decoded, Decoder } from './decoder.ts'

/** UTF-16 units of a line, or of the data of one event. A longer line is a mistake or an attack: its rest is dropped. */
export const maxLineLength = 4_000_000

/**
 * Splits text that arrives in pieces at LF, CR and CRLF, also where a piece ends between CR and LF. `feed` returns the lines that
 * the piece completes, `end` the text after the last line end; each line is cut at `maxLineLength`.
 */
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

/** Reads a body in which each line that is not empty is a message. */
export function createLinesDecoder(): Decoder {
  const lines = createLineSplitter()
  const decode = (line: string): Decoded[] => (line === '' ? [] : [{ text: line }])
  return {
    feed: (text) => lines.feed(text).flatMap(decode),
    end: () => decode(lines.end()),
  }
}
