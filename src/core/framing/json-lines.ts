import type { Decoded, Decoder } from './decoder.ts'
import { createLineSplitter } from './lines.ts'

const recordSeparator = '\u001e'

/**
 * Reads JSON Lines and NDJSON: one JSON value a line (https://jsonlines.org). JSON text sequences (RFC 7464) put a record
 * separator before each value, which is removed here. Blank lines are no messages (`decodePiece` of traffic/body.ts tells of those that
 * come alone).
 */
export function createJsonLinesDecoder(): Decoder {
  const lines = createLineSplitter()
  return {
    feed: (text) => lines.feed(text).flatMap(decodeLine),
    end: () => decodeLine(lines.end()),
  }
}

/** Lines from which on a body whose type does not say so is read as JSON Lines. */
const minLines = 2

/**
 * Whether the beginning of a body is JSON Lines, whatever its type says: each line that is complete is a list or an object, and every piece
 * ended with a line end, as a server's do that writes line by line.
 * @param pieces of the body so far
 */
export function looksLikeJsonLines(pieces: readonly string[]): boolean {
  const lines = pieces.join('').split(/\r?\n/)
  return (
    lines.length > minLines &&
    pieces.every((piece) => piece.endsWith('\n')) &&
    lines.every((line) => line === '' || /^[[{].*[\]}]$/.test(line))
  )
}

function decodeLine(line: string): Decoded[] {
  const text = (line.startsWith(recordSeparator) ? line.slice(1) : line).trim()
  if (text === '') return []
  // The first character decides whether a line is JSON: parsing each line only to discard the value would double the cost of a
  // stream.
  return [/^[[{"tfn\d-]/.test(text) ? { text } : { text, problem: 'not JSON' }]
}
