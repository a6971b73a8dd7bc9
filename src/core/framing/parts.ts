import type { Decoded, Decoder } from './decoder.ts'

/** UTF-16 units of text that wait for the next boundary. Longer parts are pictures: what has arrived counts as a message. */
const maxPartLength = 4_000_000

/**
 * Reads multipart bodies (RFC 2046, 5.1.1): each part is a message, without its header fields. The boundary is the first line
 * that begins with two dashes. As long as no boundary was found, the text is kept up to `maxPartLength`, and then counts as one
 * message.
 */
export function createPartsDecoder(): Decoder {
  let boundary: string | undefined
  let rest = ''

  /** Looks for the boundary. @returns whether it was found */
  function findBoundary(): boolean {
    boundary = /^(?:\r?\n)*(--[^\r\n]*)\r?\n/.exec(rest)?.[1]
    if (boundary !== undefined) return true
    // Capture may begin in the middle of the body: then the text before the first boundary is the rest of a part.
    if (/^[\s-]*$|^--/.test(rest)) return false
    boundary = /\n(--[^\r\n]+)\r?\n/.exec(rest)?.[1]
    if (boundary !== undefined) rest = boundary + rest
    return boundary !== undefined
  }
  /** Takes the complete parts out of the text. */
  function takeParts(): Decoded[] {
    const found: Decoded[] = []
    if (boundary === undefined && !findBoundary()) return found
    for (;;) {
      const from = rest.indexOf(boundary!)
      const next = from < 0 ? -1 : rest.indexOf(`\n${boundary}`, from + boundary!.length)
      if (next < 0) return [...found, ...takeJsonPart(from)]
      found.push(...parsePart(rest.slice(from + boundary!.length, next)))
      rest = rest.slice(next + 1)
    }
  }
  /**
   * Takes the last part if it is a complete JSON value. Servers send the boundary after it with the next part, possibly much
   * later.
   */
  function takeJsonPart(from: number): Decoded[] {
    const [last] = from < 0 ? [] : parsePart(rest.slice(from + boundary!.length))
    if (!last?.text.endsWith('}') || !isJson(last.text)) return []
    rest = ''
    return [last]
  }
  /** Takes all text that is left as one part. The final boundary, which ends in two dashes, is none. */
  function takeRest(): Decoded[] {
    const from = boundary === undefined ? -1 : rest.indexOf(boundary)
    const text = from < 0 ? rest : rest.slice(from + boundary!.length)
    rest = ''
    return text.startsWith('--') ? [] : parsePart(text)
  }

  return {
    feed(text) {
      rest += text
      const found = takeParts()
      if (rest.length > maxPartLength) found.push(...takeRest())
      return found
    },
    end: takeRest,
  }
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
