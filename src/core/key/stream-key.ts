import { setBounded } from '../base/bounded-map.ts'
import type { Milliseconds } from '../base/units.ts'
import { createPartValues, noteValue, type PartValues } from './part-values.ts'
import { type Part, patternOf, type RequestParts, requestParts } from './request-parts.ts'

/**
 * Which exchanges belong together: those with one key are one stream. The key is the request without the parts that change
 * from one request to the next.
 */
export interface StreamKey {
  key: string
  /** The URL for people, changing parts as `*`. */
  pattern: string
  /** True when the URL holds a part whose only job is to be different each time. */
  cacheBusted: boolean
  /** The value of the parameter that says what the client already has, if there is one. */
  cursor: string | undefined
  /** The number of a page of something longer, if it asks for one. */
  page: number | undefined
  /** Keys that have turned out to be this one: their streams are one with it from now on. */
  merged: readonly string[]
  /** The session that the URL names: streams of one session are one channel. */
  session: string | undefined
  /** What the request's body names, if it names one thing. */
  operation: string
}

/** All that has been seen of the requests of a document, by which their keys are made. */
export interface StreamKeys {
  shapes: Map<string, Shape>
  /** Batches that were seen of a shape; a later one that is mostly the same is the same. */
  batches: Map<string, (readonly string[])[]>
  /** The last request of each path, by method: the next mostly differs from it in a part or two. */
  last: Map<string, Map<string, Known>>
  /** Requests that came before, as they come again and again. */
  known: Map<string, Known>
}

interface Shape {
  values: Map<string, PartValues>
  /** The values of each key, so that keys can be made anew. */
  keys: Map<string, readonly Part[]>
  last: Known | undefined
  /** Raised when a part is kept or dropped. */
  version: number
}

interface Known {
  url: string
  body: string | undefined
  parts: RequestParts
  shape: Shape
  name: string
  key: string
  pattern: string
  version: number
}

const mostKnown = 512
/** UTF-16 units of address and body: longer ones are taken apart each time. */
const longestKnown = 2048
/** Paths of which the last request is kept. */
const mostPaths = 512
const mostBatches = 64
/** Shapes of a document, and keys of a shape, that are remembered: what is learned of a forgotten one is learned again. */
const maxShapes = 4096
const maxKeysOfShape = 4096
/** A page may make up methods. */
const maxMethods = 16
/** Two batches are the same where they share so much of what both ask for. */
const sameBatch = 0.6
const nothing: readonly string[] = []

export const createStreamKeys = (): StreamKeys => ({
  shapes: new Map(),
  batches: new Map(),
  last: new Map(),
  known: new Map(),
})

/** Lets go of requests as they were asked; what has been learned of their parts stays, should their page come back. */
export function forgetRequests(keys: StreamKeys): void {
  keys.last.clear()
  keys.known.clear()
}

/**
 * The key of a request, by itself and by what came before it.
 * @param url absolute URL as the browser resolved it; anything else is its own key
 * @param body head of the request body, if it was text
 */
export function streamKey(
  keys: StreamKeys,
  request: { method: string; url: string; body?: string | undefined; at: Milliseconds },
): StreamKey {
  const one = knownRequest(keys, request)
  const { shape, parts } = one
  let merged = nothing
  if (shape.last !== one) {
    shape.last = one
    for (const part of parts.parts) {
      const values = valuesOf(shape, part)
      if (noteValue(values, part.value, request.at)) merged = [...merged, ...renew(shape, one.name, values.kept)]
    }
  }
  if (one.version !== shape.version) name(one)
  if (!shape.keys.has(one.key)) setBounded(shape.keys, one.key, parts.parts, maxKeysOfShape)
  const { key, pattern } = one
  const without = merged.length > 0 ? merged.filter((old) => old !== key) : merged
  const { cacheBusted, cursor, page, session, operation } = parts
  return { key, pattern, cacheBusted, cursor, page, session, operation, merged: without }
}

/** The key of a connection, by itself: parts that are known to change are left out. */
export function connectionKey(method: string, url: string): { key: string; pattern: string } {
  const parts = requestParts(method, url)
  const hidden = (part: Part) => !createPartValues(part.kind).kept
  return { key: keyText(parts.shape, parts.parts, (part) => !hidden(part)), pattern: patternOf(parts, hidden) }
}

function knownRequest(
  keys: StreamKeys,
  { method, url, body }: { method: string; url: string; body?: string | undefined },
): Known {
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
  let one = text === undefined ? undefined : keys.known.get(text)
  if (!one) {
    one = newRequest(keys, { method, url, body }, before)
    if (text !== undefined && text.length <= longestKnown && recurs(one.parts)) {
      if (keys.known.size >= mostKnown) keys.known.clear()
      keys.known.set(text, one)
    }
  }
  if (last.size >= mostPaths && !before) last.clear()
  last.set(path, one)
  return one
}

/** One that holds a counter or a clock does not come a second time. */
const recurs = ({ cacheBusted, cursor }: RequestParts) => !cacheBusted && cursor === undefined

function newRequest(
  keys: StreamKeys,
  { method, url, body }: { method: string; url: string; body: string | undefined },
  before: Known | undefined,
): Known {
  const parts = requestParts(method, url, body, before?.parts)
  if (before && parts.shape === before.parts.shape && !parts.batch && !before.parts.batch) {
    const { shape, name, key, pattern } = before
    const same = before.version === shape.version && hasSameKey(shape, parts, before.parts)
    return { url, body, parts, shape, name, key, pattern, version: same ? before.version : -1 }
  }
  const name = parts.batch ? `${parts.shape} ${batchName(keys, parts.shape, parts.batch)}` : parts.shape
  let shape = keys.shapes.get(name)
  if (!shape) {
    shape = { values: new Map(), keys: new Map(), last: undefined, version: 0 }
    setBounded(keys.shapes, name, shape, maxShapes)
  }
  return { url, body, parts, shape, name, key: '', pattern: '', version: -1 }
}

/** Whether two requests of one shape differ only in parts that are not kept. */
function hasSameKey(shape: Shape, { parts }: RequestParts, { parts: others }: RequestParts): boolean {
  if (parts.length !== others.length) return false
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!
    const other = others[index]!
    if (part === other) continue
    if (part.name !== other.name || (part.value !== other.value && valuesOf(shape, part).kept)) return false
  }
  return true
}

function valuesOf(shape: Shape, part: Part): PartValues {
  let values = shape.values.get(part.name)
  if (!values) {
    values = createPartValues(part.kind)
    shape.values.set(part.name, values)
  }
  return values
}

const isKept = (shape: Shape) => (part: Part) => valuesOf(shape, part).kept

function name(one: Known): void {
  const kept = isKept(one.shape)
  one.key = keyText(one.name, one.parts.parts, kept)
  one.pattern = patternOf(one.parts, (part) => !kept(part))
  one.version = one.shape.version
}

function keyText(shape: string, parts: readonly Part[], kept: (part: Part) => boolean): string {
  const values = parts.filter(kept).map((part) => `${part.name}=${part.value}`)
  return values.length === 0 ? shape : `${shape} ${values.sort().join('&')}`
}

/**
 * A part is kept or dropped from now on.
 * @returns the keys that are no more. Where a part is kept there are none: what was taken together cannot be taken apart again
 */
function renew(shape: Shape, text: string, kept: boolean): string[] {
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

/** A name that batches share which mostly ask for the same. */
function batchName(keys: StreamKeys, place: string, batch: readonly string[]): string {
  let known = keys.batches.get(place)
  if (!known) {
    known = []
    setBounded(keys.batches, place, known, maxShapes)
  }
  let index = known.findIndex((other) => similarity(other, batch) >= sameBatch)
  if (index < 0) index = known.length < mostBatches ? known.push(batch) - 1 : mostBatches
  return `batch:${index === mostBatches ? 'others' : known[index]!.join(',')}`
}

/** Share of what either asks for that both ask for (Jaccard). */
function similarity(one: readonly string[], other: readonly string[]): number {
  const shared = one.filter((operation) => other.includes(operation)).length
  return shared / (one.length + other.length - shared)
}
