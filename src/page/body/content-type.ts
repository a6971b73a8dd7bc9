import { charCodeAt, indexOf, slice, toInteger, toLowerCase } from '../browser/natives.ts'

// Without patterns: a match of ours would be the page's `RegExp.lastMatch` (they are shared by a whole realm,
// https://github.com/tc39/proposal-regexp-legacy-features).

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

/** What a body of some type is. */
export interface BodyKind {
  /** It is read message by message. */
  streams: boolean
  textual: boolean
}

// A page that polls gets the same again and again.
let lastType = ''
let lastKind: BodyKind = { streams: false, textual: false }

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

/** The octets that a Content-Length announces; undefined for what is no number. */
export function announcedLength(value: string | null): number | undefined {
  if (value === null || value.length === 0 || value.length > 15) return undefined
  for (let i = 0; i < value.length; i++) {
    const unit = charCodeAt(value, i)
    if (unit < 48 || unit > 57) return undefined
  }
  return toInteger(value, 10)
}
