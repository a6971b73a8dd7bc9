import type { Decoded, Decoder } from './decoder.ts'

/** A part longer than this is a picture: it counts as a message, and its text is not kept. */
const maxPartLength = 4_000_000

/**
 * Parts of a multipart body (RFC 2046, 5.1.1), each a message without its header fields. The boundary is the first line that
 * begins with two dashes; a body that has none before it is long is one message a piece.
 */
export function createPartsDecoder(): Decoder {
  let boundary: string | undefined
  let rest = ''

  /** @returns whether the boundary is known by now */
  function begin(): boolean {
    boundary = /^(?:\r?\n)*(--[^\r\n]*)\r?\n/.exec(rest)?.[1]
    if (boundary !== undefined) return true
    // Seen from its middle on: what comes first is the rest of a part.
    if (/^[\s-]*$|^--/.test(rest)) return false
    boundary = /\n(--[^\r\n]+)\r?\n/.exec(rest)?.[1]
    if (boundary !== undefined) rest = boundary + rest
    return boundary !== undefined
  }
  function parts(): Decoded[] {
    const found: Decoded[] = []
    if (boundary === undefined && !begin()) return found
    for (;;) {
      const from = rest.indexOf(boundary!)
      const next = from < 0 ? -1 : rest.indexOf(`\n${boundary}`, from + boundary!.length)
      if (next < 0) return [...found, ...whole(from)]
      found.push(...parsePart(rest.slice(from + boundary!.length, next)))
      rest = rest.slice(next + 1)
    }
  }
  /** The last part, where it is whole by itself: the boundary after it comes with the next one, which may be long. */
  function whole(from: number): Decoded[] {
    const [open] = from < 0 ? [] : parsePart(rest.slice(from + boundary!.length))
    if (!open?.text.endsWith('}') || !isJson(open.text)) return []
    rest = ''
    return [open]
  }
  function last(): Decoded[] {
    const from = boundary === undefined ? -1 : rest.indexOf(boundary)
    const open = from < 0 ? rest : rest.slice(from + boundary!.length)
    rest = ''
    return open.startsWith('--') ? [] : parsePart(open)
  }

  return {
    feed(text) {
      rest += text
      const found = parts()
      if (rest.length > maxPartLength) found.push(...last())
      return found
    },
    end: last,
  }
}

/** Header fields end at an empty line. */
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
