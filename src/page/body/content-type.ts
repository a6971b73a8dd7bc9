import { charCodeAt, indexOf, slice, toInteger, toLowerCase } from '../browser/natives.ts'

// No regular expressions here: a match by the hooks would overwrite the page's `RegExp.lastMatch`, which a whole realm
// shares (https://github.com/tc39/proposal-regexp-legacy-features).

const streaming = [
  'text/event-stream',
  'multipart/',
  'application/ndjson',
  'application/x-ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/json-lines',
  'application/x-json-lines',
  'application/json-seq',
  'application/stream+json',
  'application/x-stream+json',
  'application/grpc-web',
  'application/connect+',
]
const texts = ['json', 'xml', 'javascript', 'x-www-form-urlencoded']

function startsWithAny(text: string, starts: readonly string[]): boolean {
  for (let i = 0; i < starts.length; i++) if (indexOf(text, starts[i]!) === 0) return true
  return false
}

/** How a response body of some content type is read. */
export interface BodyKind {
  /** The body is a sequence of messages (an event stream, NDJSON, multipart, gRPC-web...). */
  streams: boolean
  textual: boolean
}

// The last content type is cached: a page that polls receives the same type with every response.
let lastType = ''
let lastKind: BodyKind = { streams: false, textual: false }

/** Classifies a Content-Type header value. */
export function bodyKind(contentType: string): BodyKind {
  if (contentType !== lastType) {
    const type = toLowerCase(contentType)
    lastKind = { streams: startsWithAny(type, streaming), textual: isTextual(type) }
    lastType = contentType
  }
  return lastKind
}

function isTextual(type: string): boolean {
  if (indexOf(type, 'text/') === 0) return true
  if (indexOf(type, 'application/') !== 0) return false
  const end = indexOf(type, ';')
  const subtype = slice(type, 'application/'.length, end < 0 ? type.length : end)
  const plus = indexOf(subtype, '+')
  return startsWithAny(plus < 0 ? subtype : slice(subtype, plus + 1), texts)
}

/** Bytes announced by a Content-Length header; undefined where the value is not a decimal number of at most 15 digits. */
export function announcedLength(value: string | null): number | undefined {
  if (value === null || value.length === 0 || value.length > 15) return undefined
  for (let i = 0; i < value.length; i++) {
    const unit = charCodeAt(value, i)
    if (unit < 48 || unit > 57) return undefined
  }
  return toInteger(value, 10)
}
