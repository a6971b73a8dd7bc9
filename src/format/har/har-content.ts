import { fromBase64 } from '../../core/base/base64.ts'
import type { Bytes } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import { mediaType } from '../../core/framing/decoders.ts'
import type { Dialect } from './dialect.ts'
import { object, type Raw, size, text } from './har-values.ts'

/** The body of a response. */
export interface HarContent {
  type: string
  /** Decoded. */
  bytes: Bytes
  /** Where the log holds it, and it is one. */
  text: string | undefined
}

export function readContent(response: Raw, answered: ReadonlyMap<string, string>, dialect: Dialect): HarContent {
  const content = object(response['content'])
  const type = answered.get('content-type') ?? text(content['mimeType'])
  const body = bodyText(content, type)
  // mitmproxy's size is that of what was sent; `compression` is what is missing.
  const more = dialect === 'mitmproxy' ? size(content['compression']) : 0
  const bytes = size(content['size']) + more
  return { type, bytes: bytes === 0 && body !== undefined ? utf8Length(body) : bytes, text: body }
}

const readable = /json|text|xml|javascript|event-stream|mpegurl|x-www-form-urlencoded|^$/

/** Charles writes what has no charset as base64, whatever it is. */
function bodyText(content: Raw, type: string): string | undefined {
  const told = content['text']
  if (typeof told !== 'string') return undefined
  if (content['encoding'] === undefined || content['encoding'] === null || content['encoding'] === '') return told
  if (content['encoding'] !== 'base64' || !readable.test(mediaType(type))) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(told))
  } catch {
    return undefined
  }
}
