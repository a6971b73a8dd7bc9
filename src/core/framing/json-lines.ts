import type { Decoded, Decoder } from './decoder.ts'
import { createLineSplitter } from './lines.ts'

const recordSeparator = '\u001e'

/**
 * JSON Lines and NDJSON: one JSON value a line (https://jsonlines.org). JSON text sequences (RFC 7464) differ by a record
 * separator in front of each value, which is taken off here. Blank lines are keep-alives and no messages.
 */
export function createJsonLinesDecoder(): Decoder {
  const lines = createLineSplitter()
  return {
    feed: (text) => lines.feed(text).flatMap(decodeLine),
    end: () => decodeLine(lines.end()),
  }
}

function decodeLine(line: string): Decoded[] {
  const text = (line.startsWith(recordSeparator) ? line.slice(1) : line).trim()
  if (text === '') return []
  // Only the first character is looked at: parsing each line to throw the value away would double the cost of a stream.
  return [/^[[{"tfn\d-]/.test(text) ? { text } : { text, problem: 'not JSON' }]
}
