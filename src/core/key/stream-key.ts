import { setBounded } from '../base/bounded-map.ts'
import type { Moment } from '../base/units.ts'
import { type Batches, batchName } from './batch-name.ts'
import { createPartValues, type PartValues } from './part-values.ts'
import { type FieldValues, noteFields, noteProgress, type Progress, progressOf } from './progress.ts'
import { type Part, patternOf, type RequestParts, requestParts } from './request-parts.ts'

/**
 * The key of a request: exchanges of equal keys are one stream. The key is the request without the parts that change from one
 * request to the next.
 */
export interface StreamKey {
  key: string
  /** The URL for people, changing parts as `*`. */
  pattern: string
  progress: Progress
  /** Earlier keys that are replaced by this one: their streams become one with its stream. */
  merged: readonly string[]
  /** The session of a library that the URL names: streams of one session are one channel. */
  librarySession: string | undefined
  /** The operation that the body names; '' where it names none or several. */
  operation: string
  /** What `noteAnswer` notes the answer of; undefined where nobody asks for it. */
  shape: object | undefined
}

/** The requests of a document so far, as far as the keys of the next ones depend on them. */
export interface StreamKeys {
  shapes: Map<string, RequestShape>
  batches: Batches
  /** The last request of each path, by method: the next one mostly differs from it in a part or two. */
  last: Map<string, Map<string, KnownRequest>>
  /** Requests by method, URL and body, for those that come again. */
  known: Map<string, KnownRequest>
  /** The last answer to a request of each shape. */
  answers: Map<object, string>
}

/** The requests of one shape. */
interface RequestShape {
  /** The history of each part, by the part's name, and of each field of the body. */
  values: Map<string, PartValues>
  fields: FieldValues
  /** The parts of each key, from which it is made anew when a part is kept or dropped. */
  keys: Map<string, readonly Part[]>
  last: KnownRequest | undefined
  /** Raised when a part is kept or dropped. */
  version: number
}

/** A request with the key that it had last. */
interface KnownRequest {
  url: string
  body: string | undefined
  parts: RequestParts
  progress: Progress
  shape: RequestShape
  /** The shape in words, which begins the key. */
  name: string
  key: string
  pattern: string
  /** Version of the shape that `key` and `pattern` were made for. */
  version: number
}

/** Most requests that are known by method, URL and body; beyond it all are taken apart anew. */
const maxKnownRequests = 512
/** UTF-16 units of method, URL and body of such a request; longer ones are taken apart each time. */
const maxKnownLength = 2048
/** Most paths of a method whose last request is kept. */
const maxPaths = 512
/** Most shapes of a document: the history of a forgotten shape begins anew. */
const maxShapes = 4096
/** Most keys of a shape: a forgotten key is not reported as merged. */
const maxKeysOfShape = 4096
/** Most names of parts of a shape: the history of a forgotten part begins anew. Sessions and clocks may have ever new names. */
const maxPartsOfShape = 256
/** Most methods of a document, as a page may invent methods. */
const maxMethods = 16
/** Last answers that are kept of a document, and their length in UTF-16 units: in longer ones no cursor is looked for. */
const maxAnswers = 32
const maxAnswerLength = 65_536
const noKeys: readonly string[] = []

/** The keys of a document that has made no request yet. */
export const createStreamKeys = (): StreamKeys => ({
  shapes: new Map(),
  batches: new Map(),
  last: new Map(),
  known: new Map(),
  answers: new Map(),
})

/**
 * Frees the requests of a document that was unloaded. The history of their parts stays, as the document may return from the
 * cache.
 */
export function forgetRequests(keys: StreamKeys): void {
  keys.last.clear()
  keys.known.clear()
  keys.answers.clear()
}

/**
 * The key of a request, by its own parts and by the requests before it. Adds the request to `keys`.
 * @param url absolute URL as the browser resolved it; any other text is a key of its own
 * @param body beginning of the request body, if it is text
 */
export function streamKey(
  keys: StreamKeys,
  request: { method: string; url: string; body?: string | undefined; at: Moment },
): StreamKey {
  const known = knownRequest(keys, request)
  const { shape, parts } = known
  let merged = noKeys
  let { progress } = known
  if (shape.last !== known) {
    shape.last = known
    const when = { at: request.at, answer: keys.answers.get(shape) }
    progress = progressOf(parts)
    for (const part of parts.parts) {
      const values = valuesOf(shape, part)
      if (noteProgress(progress, values, part, when)) merged = [...merged, ...renewKeys(shape, known.name, values.kept)]
    }
    if (request.body !== undefined) noteFields(progress, shape.fields, request.body, when)
    // An equal request after this one types nothing on.
    known.progress = { ...progress, fromAnswer: false, typed: false, newText: false }
  }
  if (known.version !== shape.version) updateKey(known)
  if (!shape.keys.has(known.key)) setBounded(shape.keys, known.key, parts.parts, maxKeysOfShape)
  const { key, pattern } = known
  const without = merged.length > 0 ? merged.filter((old) => old !== key) : merged
  const { librarySession, operation } = parts
  return { key, pattern, progress, librarySession, operation, shape, merged: without }
}

/**
 * Notes the answer to a request: the next request of its shape may take its cursor from there.
 * @param shape of the request's key
 * @param text undefined where it was not seen
 */
export function noteAnswer({ answers }: StreamKeys, shape: object, text: string | undefined): void {
  if (text === undefined || text.length > maxAnswerLength) answers.delete(shape)
  else setBounded(answers, shape, text, maxAnswers)
}

/**
 * The key of a connection, by its URL alone: parts whose name or form shows that they change are left out.
 * @param url absolute; any other text is a key of its own
 */
export function connectionKey(method: string, url: string): { key: string; pattern: string } {
  const parts = requestParts(method, url)
  const hidden = (part: Part) => !createPartValues(part.kind).kept
  return { key: keyText(parts.shape, parts.parts, (part) => !hidden(part)), pattern: patternOf(parts, hidden) }
}

/** The request, from an equal one before it if there was one. */
function knownRequest(
  keys: StreamKeys,
  { method, url, body }: { method: string; url: string; body?: string | undefined },
): KnownRequest {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  let last = keys.last.get(method)
  const before = last?.get(path)
  if (before?.url === url && before.body === body) return before
  if (!last) {
    last = new Map()
    setBounded(keys.last, method, last, maxMethods)
  }
  const text = before && !recurs(before.parts) ? undefined : `${method} ${url}${body === undefined ? '' : ` ${body}`}`
  let request = text === undefined ? undefined : keys.known.get(text)
  if (!request) {
    request = newRequest(keys, { method, url, body }, before)
    if (text !== undefined && text.length <= maxKnownLength && recurs(request.parts)) {
      if (keys.known.size >= maxKnownRequests) keys.known.clear()
      keys.known.set(text, request)
    }
  }
  if (last.size >= maxPaths && !before) last.clear()
  last.set(path, request)
  return request
}

/** Whether an equal request may come again: not where the URL holds a cursor, a counter or a time. */
const recurs = ({ cacheBusted, cursor }: RequestParts) => !cacheBusted && cursor === undefined

function newRequest(
  keys: StreamKeys,
  { method, url, body }: { method: string; url: string; body: string | undefined },
  before: KnownRequest | undefined,
): KnownRequest {
  const parts = requestParts(method, url, body, before?.parts)
  if (before && parts.shape === before.parts.shape && !parts.batch && !before.parts.batch) {
    const { shape, name, key, pattern } = before
    const same = before.version === shape.version && hasSameKey(shape, parts, before.parts)
    const progress = progressOf(parts)
    return { url, body, parts, progress, shape, name, key, pattern, version: same ? before.version : -1 }
  }
  const name = parts.batch ? `${parts.shape} ${batchName(keys.batches, parts.shape, parts.batch)}` : parts.shape
  let shape = keys.shapes.get(name)
  if (!shape) {
    shape = { values: new Map(), fields: new Map(), keys: new Map(), last: undefined, version: 0 }
    setBounded(keys.shapes, name, shape, maxShapes)
  }
  return { url, body, parts, progress: progressOf(parts), shape, name, key: '', pattern: '', version: -1 }
}

/** Whether two requests of one shape differ only in parts that are not kept. */
function hasSameKey(shape: RequestShape, { parts }: RequestParts, { parts: others }: RequestParts): boolean {
  if (parts.length !== others.length) return false
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!
    const other = others[index]!
    if (part === other) continue
    if (part.name !== other.name || (part.value !== other.value && valuesOf(shape, part).kept)) return false
  }
  return true
}

function valuesOf(shape: RequestShape, part: Part): PartValues {
  let values = shape.values.get(part.name)
  if (!values) {
    values = createPartValues(part.kind)
    setBounded(shape.values, part.name, values, maxPartsOfShape)
  }
  return values
}

const isKept = (shape: RequestShape) => (part: Part) => valuesOf(shape, part).kept

/** Makes key and pattern of a request anew, after a part of its shape was kept or dropped. */
function updateKey(request: KnownRequest): void {
  const kept = isKept(request.shape)
  request.key = keyText(request.name, request.parts.parts, kept)
  request.pattern = patternOf(request.parts, (part) => !kept(part))
  request.version = request.shape.version
}

function keyText(shape: string, parts: readonly Part[], kept: (part: Part) => boolean): string {
  const values = parts.filter(kept).map((part) => `${part.name}=${part.value}`)
  return values.length === 0 ? shape : `${shape} ${values.sort().join('&')}`
}

/**
 * Makes the keys of a shape anew, after one of its parts was kept or dropped.
 * @param text the shape in words
 * @param kept whether the part was kept
 * @returns the keys that are replaced. None where the part was kept: streams that were one cannot be separated again
 */
function renewKeys(shape: RequestShape, text: string, kept: boolean): string[] {
  shape.version++
  const before = shape.keys
  shape.keys = new Map()
  if (kept) return []
  const gone: string[] = []
  for (const [key, parts] of before) {
    const now = keyText(text, parts, isKept(shape))
    shape.keys.set(now, parts)
    if (now !== key) gone.push(key)
  }
  return gone
}
