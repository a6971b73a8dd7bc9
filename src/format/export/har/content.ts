import { fromBase64, toBase64 } from '../../../core/base/base64.ts'
import type { Bytes } from '../../../core/base/units.ts'
import { utf8Length } from '../../../core/base/utf8.ts'

/** The part of the content that holds a payload: see `held` in ../../har/duplex-member.ts. */
export type Part = readonly [number, number]

/** The body of a response, put together from the payloads of its events: text or octets, which cannot be mixed. */
export interface Content {
  kind: 'text' | 'octets' | undefined
  /** UTF-16 units of text, or octets. */
  length: number
  /** Length in UTF-8. */
  bytes: Bytes
  /** What it takes of memory: UTF-16 units of JSON, or octets. */
  size: number
  /** JSON without quotes. */
  texts: string[]
  octets: Uint8Array[]
}

/** A body of which nothing has come yet. */
export const createContent = (): Content => ({ kind: undefined, length: 0, bytes: 0, size: 0, texts: [], octets: [] })

/**
 * Adds a payload at the end.
 * @returns where the body holds it; undefined where it does not fit to what is there
 */
export function addContent(content: Content, { text, data }: { text?: string; data?: string }): Part | undefined {
  const from = content.length
  if (text !== undefined && data !== undefined) return undefined
  if (text !== undefined && content.kind !== 'octets') {
    const json = inJson(text)
    content.kind = 'text'
    content.texts.push(json)
    content.size += json.length
    content.bytes += utf8Length(text)
    content.length += text.length
    return [from, content.length]
  }
  if (data === undefined || content.kind === 'text') return undefined
  const octets = fromBase64(data)
  // What is no base64, or not as it is mostly written, could not be made again from its octets.
  if (toBase64(octets) !== data) return undefined
  content.kind = 'octets'
  content.octets.push(octets)
  content.size += octets.length
  content.bytes += octets.length
  content.length += octets.length
  return [from, content.length]
}

/** The members `text` and `encoding` of `response.content`, with a comma before them, in pieces; nothing where nothing is known. */
export function* contentText({ kind, texts, octets }: Content): Generator<string> {
  if (kind === undefined) return
  const decoded = kind === 'text' ? texts : decode(octets)
  yield ',"text":"'
  yield* decoded ?? base64Of(octets)
  yield decoded ? '"' : '","encoding":"base64"'
}

/** A text as it stands between the quotes of a JSON string. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** The octets as text in JSON; undefined where they are not UTF-8. A byte order mark is kept: encoding the text gives the same octets. */
function decode(octets: readonly Uint8Array[]): string[] | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    const texts = octets.map((piece) => inJson(decoder.decode(piece, { stream: true })))
    return [...texts, inJson(decoder.decode())]
  } catch {
    return undefined
  }
}

/** Octets that are encoded at once: base64 of a multiple of three can be put together. */
const atOnce: Bytes = 3 << 16

function* base64Of(octets: readonly Uint8Array[]): Generator<string> {
  let rest = new Uint8Array(0)
  for (const piece of octets) {
    const all = new Uint8Array(rest.length + piece.length)
    all.set(rest)
    all.set(piece, rest.length)
    let at = 0
    for (; at + atOnce <= all.length; at += atOnce) yield toBase64(all.subarray(at, at + atOnce))
    rest = all.slice(at)
  }
  yield toBase64(rest)
}
