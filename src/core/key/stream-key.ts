import { setBounded } from '../base/bounded-map.ts'
import type { RequestProgress } from '../base/request-progress.ts'
import type { Moment } from '../base/units.ts'
import { type Batches, batchName } from './batch-name.ts'
import { createPartValues } from './part-values.ts'
import { type Paths, requestsOfPath } from './paths.ts'
import { noteFields, noteProgress, progressOf } from './progress.ts'
import { type Part, patternOf, type RequestParts, requestParts } from './request-parts.ts'
import {
  hasSameKey,
  type KnownRequest,
  keyText,
  maxKeysOfShape,
  type ReplacedKey,
  type RequestShape,
  type RequestsOfPath,
  renewKeys,
  updateKey,
  valuesOf,
} from './request-shape.ts'

/**
 * The key of a request: exchanges of equal keys are one stream. The key is the request without the parts that change from one
 * request to the next.
 */
export interface StreamKey {
  key: string
  /** The URL for people, changing parts as `*`. */
  pattern: string
  progress: RequestProgress
  /** Earlier keys that are replaced by others, in order: streams of one key become one stream. */
  replaced: readonly ReplacedKey[]
  /** Set where a part of the URL belongs to the key again, because its values have come back: the stream without the part is to be divided. */
  divided: DividedKey | undefined
  /** The session of a library that the URL names: streams of one session are one channel. */
  librarySession: string | undefined
  /** The operation that the body names; '' where it names none or several. */
  operation: string
  /** What `noteAnswer` notes the answer of; undefined where nobody asks for it. */
  shape: object | undefined
}

/** A key without a part that names what is asked for after all. */
export interface DividedKey {
  from: string
  /** The key and the pattern that a request of it has by now. */
  ownKey(url: string): { key: string; pattern: string }
}

/** What a key is made of. */
export interface AskedRequest {
  method: string
  /** Absolute, as the browser resolved it; any other text is a key of its own. */
  url: string
  /** The beginning of the body, if it is text. */
  body?: string | undefined
  /** The operation that a header names. */
  operation?: string | undefined
}

/** The requests of a document so far, as far as the keys of the next ones depend on them. */
export interface StreamKeys {
  shapes: Map<string, RequestShape>
  batches: Batches
  /** The last request: mostly the next one equals it, or has its path. */
  latest: KnownRequest | undefined
  /** By method, and by path. */
  paths: Paths
  /** Requests by method, URL and body, for those that come again. */
  known: Map<string, KnownRequest>
  /** The last answer to a request of each shape. */
  answers: Map<object, string>
}

/** Most requests that are known by method, URL and body; beyond it all are taken apart anew. */
const maxKnownRequests = 512
/** UTF-16 units of method, URL and body of such a request; longer ones are taken apart each time. */
const maxKnownLength = 2048
/** Most shapes of a document: the history of a forgotten shape begins anew. */
const maxShapes = 4096
/** Last answers that are kept of a document, and their length in UTF-16 units: in longer ones no cursor is looked for. */
const maxAnswers = 32
const maxAnswerLength = 65_536
const nothingNew = { fromAnswer: false, typed: false, newText: false, otherThing: false }
const noKeys: readonly ReplacedKey[] = []

/** The keys of a document that has made no request yet. */
export const createStreamKeys = (): StreamKeys => ({
  shapes: new Map(),
  batches: new Map(),
  latest: undefined,
  paths: new Map(),
  known: new Map(),
  answers: new Map(),
})

/**
 * Frees the requests of a document that was unloaded. The history of their parts stays, as the document may return from the
 * cache.
 */
export function forgetRequests(keys: StreamKeys): void {
  keys.latest = undefined
  keys.paths.clear()
  keys.known.clear()
  keys.answers.clear()
}

/**
 * The key of a request, by its own parts and by the requests before it. Adds the request to `keys`.
 */
export function streamKey(keys: StreamKeys, request: AskedRequest & { at: Moment }): StreamKey {
  const known = knownRequest(keys, request)
  const { shape, parts } = known
  let replaced = noKeys
  const again = new Set<string>()
  let { progress } = known
  if (shape.last !== known) {
    shape.last = known
    const when = { at: request.at, answer: keys.answers.get(shape) }
    progress = progressOf(parts)
    for (const part of parts.parts) {
      const values = valuesOf(shape, part)
      if (!noteProgress(progress, values, part, when)) continue
      replaced = [...replaced, ...renewKeys(shape, known.name, values.kept)]
      if (values.kept) again.add(part.name)
    }
    if (request.body !== undefined) {
      shape.fields ??= new Map()
      noteFields(progress, shape.fields, request.body, when)
    }
    // An equal request after this one types nothing on.
    const isNew = progress.fromAnswer || progress.typed || progress.newText || progress.otherThing
    known.progress = isNew ? { ...progress, ...nothingNew } : progress
  }
  if (known.version !== shape.version) updateKey(known)
  if (!shape.keys.has(known.key)) setBounded(shape.keys, known.key, parts.parts, maxKeysOfShape)
  const { key, pattern } = known
  const { librarySession, operation } = parts
  const divided = again.size > 0 ? dividedKey(known, again) : undefined
  return { key, pattern, progress, librarySession, operation, shape, replaced, divided }
}

/** @param again names of the parts that the key holds again */
function dividedKey({ of, name, shape, parts }: KnownRequest, again: ReadonlySet<string>): DividedKey {
  const kept = (part: Part) => valuesOf(shape, part).kept
  return {
    from: keyText(name, parts.parts, (part) => kept(part) && !again.has(part.name)),
    ownKey(url) {
      const own = requestParts(of.method, url, {}, parts)
      return { key: keyText(name, own.parts, kept), pattern: patternOf(own, (part) => !kept(part)) }
    },
  }
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
function knownRequest(keys: StreamKeys, asked: AskedRequest): KnownRequest {
  const { latest } = keys
  if (latest && isEqual(latest, asked)) return latest
  const of = requestsOfPath(keys.paths, asked.method, asked.url, latest?.of)
  const request = of.last && isEqual(of.last, asked) ? of.last : requestAmongKnown(keys, asked, of)
  of.last = request
  keys.latest = request
  return request
}

const isEqual = (one: KnownRequest, other: AskedRequest) =>
  one.url === other.url &&
  one.body === other.body &&
  one.of.method === other.method &&
  one.operation === other.operation

function requestAmongKnown(keys: StreamKeys, asked: AskedRequest, of: RequestsOfPath): KnownRequest {
  const { known } = keys
  if (of.last && !recurs(of.last.parts)) return newRequest(keys, asked, of)
  const { method, url, body, operation } = asked
  const text = [method, url, operation, body].join(' ')
  const before = known.get(text)
  if (before) return before
  const request = newRequest(keys, asked, of)
  if (text.length <= maxKnownLength && recurs(request.parts)) {
    if (known.size >= maxKnownRequests) known.clear()
    known.set(text, request)
  }
  return request
}

/** Whether an equal request may come again: not where the URL holds a cursor, a counter or a time. */
const recurs = ({ cacheBusted, cursor }: RequestParts) => !cacheBusted && cursor === undefined

function newRequest(
  keys: StreamKeys,
  { method, url, body, operation }: AskedRequest,
  of: RequestsOfPath,
): KnownRequest {
  const { last: before } = of
  const parts = requestParts(method, url, { body, operation }, before?.parts)
  const alike = before && parts.shape === before.parts.shape && !parts.batch && !before.parts.batch ? before : undefined
  const name = alike?.name ?? nameOf(keys, parts)
  const shape = alike?.shape ?? shapeOf(keys, name)
  const progress = progressOf(parts)
  const request = { of, url, body, operation, parts, progress, shape, name, key: '', pattern: '', version: -1 }
  if (alike?.version === shape.version && hasSameKey(shape, parts, alike.parts)) {
    request.key = alike.key
    request.pattern = alike.pattern
    request.version = alike.version
  }
  return request
}

const nameOf = ({ batches }: StreamKeys, { shape, batch }: RequestParts): string =>
  batch ? `${shape} ${batchName(batches, shape, batch)}` : shape

function shapeOf({ shapes }: StreamKeys, name: string): RequestShape {
  const known = shapes.get(name)
  if (known) return known
  const shape = { values: new Map(), fields: undefined, keys: new Map(), last: undefined, version: 0 }
  setBounded(shapes, name, shape, maxShapes)
  return shape
}
