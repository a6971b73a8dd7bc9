import { setBounded } from '../base/bounded-map.ts'
import type { RequestProgress } from '../base/request-progress.ts'
import { createPartValues, type PartValues } from './part-values.ts'
import type { FieldValues } from './progress.ts'
import { type Part, patternOf, type RequestParts } from './request-parts.ts'

/** The requests of one shape. */
export interface RequestShape {
  /** The history of each part, by the part's name, and of each field of the body. */
  values: Map<string, PartValues>
  fields: FieldValues | undefined
  /** The parts of each key, from which it is made anew when a part is kept or dropped. */
  keys: Map<string, readonly Part[]>
  last: KnownRequest | undefined
  /** Raised when a part is kept or dropped. */
  version: number
}

/** The requests of one method and path: the next one mostly differs from the last one in a part or two. */
export interface RequestsOfPath {
  method: string
  /** The URL up to its query. */
  path: string
  last: KnownRequest | undefined
}

/** A request with the key that it had last. */
export interface KnownRequest {
  of: RequestsOfPath
  url: string
  body: string | undefined
  operation: string | undefined
  parts: RequestParts
  progress: RequestProgress
  shape: RequestShape
  /** The shape in words, which begins the key. */
  name: string
  key: string
  pattern: string
  /** Version of the shape that `key` and `pattern` were made for. */
  version: number
}

/** A key that is another from now on, as a part of its requests is kept in it no longer. */
export interface ReplacedKey {
  from: string
  to: string
}

/** Most keys of a shape: a forgotten key is not reported as replaced. */
export const maxKeysOfShape = 4096
/** Most names of parts of a shape: the history of a forgotten part begins anew. Sessions and clocks may have ever new names. */
const maxPartsOfShape = 256

/** Whether two requests of one shape differ only in parts that are not kept. */
export function hasSameKey(shape: RequestShape, { parts }: RequestParts, { parts: others }: RequestParts): boolean {
  if (parts.length !== others.length) return false
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!
    const other = others[index]!
    if (part === other) continue
    if (part.name !== other.name || (part.value !== other.value && valuesOf(shape, part).kept)) return false
  }
  return true
}

export function valuesOf(shape: RequestShape, part: Part): PartValues {
  let values = shape.values.get(part.name)
  if (!values) {
    values = createPartValues(part.kind)
    setBounded(shape.values, part.name, values, maxPartsOfShape)
  }
  return values
}

const isKept = (shape: RequestShape) => (part: Part) => valuesOf(shape, part).kept

/** Makes key and pattern of a request anew, after a part of its shape was kept or dropped. */
export function updateKey(request: KnownRequest): void {
  const kept = isKept(request.shape)
  request.key = keyText(request.name, request.parts.parts, kept)
  request.pattern = patternOf(request.parts, (part) => !kept(part))
  request.version = request.shape.version
}

export function keyText(shape: string, parts: readonly Part[], kept: (part: Part) => boolean): string {
  const values = parts.filter(kept).map((part) => `${part.name}=${part.value}`)
  return values.length === 0 ? shape : `${shape} ${values.sort().join('&')}`
}

/**
 * Makes the keys of a shape anew, after one of its parts was kept or dropped.
 * @param text the shape in words
 * @param kept whether the part was kept
 * @returns the keys that are replaced. None where the part was kept: the stream that such requests had is divided (`group/divide.ts`)
 */
export function renewKeys(shape: RequestShape, text: string, kept: boolean): ReplacedKey[] {
  shape.version++
  const before = shape.keys
  shape.keys = new Map()
  if (kept) return []
  const replaced: ReplacedKey[] = []
  for (const [from, parts] of before) {
    const to = keyText(text, parts, isKept(shape))
    shape.keys.set(to, parts)
    if (to !== from) replaced.push({ from, to })
  }
  return replaced
}
