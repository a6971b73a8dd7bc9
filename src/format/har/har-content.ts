import { fromBase64 } from '../../core/base/base64.ts'
import type { Bytes } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import { mediaType } from '../../core/framing/decoders.ts'
import type { Dialect } from './dialect.ts'
import { object, type Raw, size, text } from './har-values.ts'

/** The body of a response. */
export interface HarContent {
  type: string
  /** Size of the decoded body. */
  bytes: Bytes
  /** The body's text, where the log holds it and it is text. */
  text: string | undefined
  /** The log holds only the beginning of the text: Firefox cuts it at 1 MiB, unless told otherwise. */
  cut: boolean
  /** The body as base64, where the log holds it and it is no text. */
  data: string | undefined
}

/**
 * Reads the body of a response.
 * @param responseFields header fields of the response by lower-case name
 */
export function readContent(response: Raw, responseFields: ReadonlyMap<string, string>, dialect: Dialect): HarContent {
  const content = object(response['content'])
  const type = responseFields.get('content-type') ?? text(content['mimeType'])
  const body = bodyText(content, type)
  // mitmproxy gives the compressed size; `compression` is the difference to the decoded size.
  const more = dialect === 'mitmproxy' ? size(content['compression']) : 0
  const bytes = size(content['size']) + more
  const data = body === undefined ? content['text'] : undefined
  return {
    type,
    bytes: bytes === 0 && body !== undefined ? utf8Length(body) : bytes,
    text: body,
    cut: body !== undefined && isCut(content, type, dialect),
    data: typeof data === 'string' && content['encoding'] === 'base64' ? data : undefined,
  }
}

/** Octets that a text may be shorter than its body by, for a byte order mark. */
const byteOrderMark: Bytes = 3

/** Whether the text is shorter than the body. Nothing shows it where octets were decoded by another charset than they are counted in. */
function isCut(content: Raw, type: string, dialect: Dialect): boolean {
  const written = content['text']
  if (typeof written !== 'string' || content['encoding'] || dialect === 'mitmproxy') return false
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return false
  return size(content['size']) > utf8Length(written) + byteOrderMark
}

const readable = /json|text|xml|javascript|event-stream|mpegurl|x-www-form-urlencoded|^$/

/**
 * The body as text. Charles writes any body without a charset as base64, so base64 is decoded for textual content types.
 */
function bodyText(content: Raw, type: string): string | undefined {
  const written = content['text']
  if (typeof written !== 'string') return undefined
  if (content['encoding'] === undefined || content['encoding'] === null || content['encoding'] === '') return written
  if (content['encoding'] !== 'base64' || !readable.test(mediaType(type))) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(written))
  } catch {
    return undefined
  }
}
