import type { Decoded, Decoder } from './decoder.ts'
import { createBoundaryWatch, firstBoundary } from './first-boundary.ts'
import { createJsonEnd } from './json-end.ts'
import { createTextFinder } from './text-finder.ts'

/** UTF-16 units of text that wait for the next boundary. Longer parts are pictures: what has arrived counts as a message. */
const maxPartLength = 4_000_000

/** Watches the text that waits, piece by piece. @returns whether parts can be taken out of it by the end of the piece */
type Watch = (piece: string) => boolean

/**
 * Reads multipart bodies (RFC 2046, 5.1.1): each part is a message, without its header fields. The boundary is the first line
 * that begins with two dashes. As long as no boundary was found, the text is kept up to `maxPartLength`, and then counts as one
 * message.
 *
 * A server may flush each octet of a part by itself: each piece is looked at once, and the text before it only when a part can be
 * taken out.
 */
export function createPartsDecoder(): Decoder {
  let boundary: string | undefined
  let pieces: string[] = []
  let length = 0
  let watch: Watch = createBoundaryWatch().feed

  /** The text that waits. */
  function joined(): string {
    if (pieces.length > 1) pieces = [pieces.join('')]
    return pieces[0] ?? ''
  }

  function keep(rest: string): void {
    pieces = rest === '' ? [] : [rest]
    length = rest.length
  }

  /** Takes the complete parts out of the text. */
  function takeParts(): Decoded[] {
    const found: Decoded[] = []
    let rest = joined()
    if (boundary === undefined) {
      const first = firstBoundary(rest)
      if (!first) return found
      boundary = first.boundary
      if (!first.atStart) rest = boundary + rest
    }
    for (;;) {
      const from = rest.indexOf(boundary)
      const next = from < 0 ? -1 : rest.indexOf(`\n${boundary}`, from + boundary.length)
      if (next < 0) {
        const last = from < 0 ? undefined : jsonPart(rest.slice(from + boundary.length))
        if (last) found.push(last)
        keep(last ? '' : rest)
        watch = last || from < 0 ? watchForBoundary(boundary) : watchPart(boundary)
        if (!last) watch(from < 0 ? rest : rest.slice(from + boundary.length))
        return found
      }
      found.push(...parsePart(rest.slice(from + boundary.length, next)))
      rest = rest.slice(next + 1)
    }
  }

  /** Takes all text that is left as one part. The final boundary, which ends in two dashes, is none. */
  function takeRest(): Decoded[] {
    const rest = joined()
    const from = boundary === undefined ? -1 : rest.indexOf(boundary)
    const text = from < 0 ? rest : rest.slice(from + boundary!.length)
    keep('')
    watch = boundary === undefined ? createBoundaryWatch().feed : watchForBoundary(boundary)
    return text.startsWith('--') ? [] : parsePart(text)
  }

  return {
    feed(text) {
      pieces.push(text)
      length += text.length
      const found = watch(text) ? takeParts() : []
      if (length > maxPartLength) found.push(...takeRest())
      return found
    },
    end: takeRest,
  }
}

/** Watches text in which a part has not begun. */
const watchForBoundary = (boundary: string): Watch => createTextFinder(boundary).feed

/**
 * Watches a part, from after its boundary on: for the next boundary, and for the end of a JSON object. Servers send the boundary after it
 * with the next part, possibly much later. Each is found once: there is nothing to gain from looking at the part again.
 */
function watchPart(boundary: string): Watch {
  const end = createTextFinder(`\n${boundary}`)
  const head = createHeadWatch()
  let json: ReturnType<typeof createJsonEnd> | undefined = createJsonEnd()
  return (piece) => {
    const body = head(piece)
    if (body !== undefined) json = createJsonEnd()
    const isWhole = json?.feed(body ?? piece) ?? false
    if (isWhole) json = undefined
    return end.feed(piece) || isWhole
  }
}

/** Watches for the empty line that ends the header fields. @returns what follows it in this piece, where it comes in this piece */
function createHeadWatch(): (piece: string) => string | undefined {
  // How far the last characters match LF, CR or nothing, LF: 3 once they did.
  let matched = 0
  return (piece) => {
    for (let at = 0; at < piece.length && matched < 3; at++) {
      const unit = piece[at]
      if (unit === '\n') matched = matched === 0 ? 1 : 3
      else matched = unit === '\r' && matched === 1 ? 2 : 0
      if (matched === 3) return piece.slice(at + 1)
    }
    return undefined
  }
}

/** The message of a part that is a whole JSON object; undefined for any other text. */
function jsonPart(text: string): Decoded | undefined {
  const [last] = parsePart(text)
  return last?.text.endsWith('}') && isJson(last.text) ? last : undefined
}

/** The message of a part: the text after its header fields, which end at an empty line. */
function parsePart(text: string): Decoded[] {
  const head = /\r?\n\r?\n/.exec(text)
  const body = (head ? text.slice(head.index + head[0].length) : text).trim()
  return body === '' ? [] : [{ text: body }]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
