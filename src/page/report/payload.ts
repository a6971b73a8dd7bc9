import {
  blobSize,
  blobSlice,
  brand,
  bufferLength,
  charCodeAt,
  copyInto,
  dataViewBuffer,
  dataViewLength,
  dataViewOffset,
  encodeInto,
  isView,
  min,
  NativeUint8Array,
  searchText,
  slice,
  viewBuffer,
  viewLength,
  viewOffset,
} from '../browser/natives.ts'
import { blobList, readLater } from './blobs.ts'
import type { Record } from './record.ts'

/**
 * Payload and full size of a message or body. `data` is a copy: the page may change or transfer its own buffer. A Blob cannot change;
 * it is read before the record leaves.
 */
export interface Payload {
  __proto__: null
  bytes: number
  kind: 'text' | 'binary'
  text?: string
  data?: Uint8Array
  blob?: Blob
  cut?: boolean
}

/** UTF-16 units of a text, or bytes of binary data, that are kept. No server flushes more of a streaming body at once. */
export const maxPayload = 1_048_576

/** Bytes up to which a body that is no text, and that the page reads as octets, is kept: to be compared with the next one it has to be whole. */
const maxOctets = 65_536

/**
 * Size and payload of a body that the page has read as octets; of a Blob the size alone.
 * @param textual its type is that of a text, or of messages
 */
export function octetPayload(value: unknown, textual: boolean): Payload | undefined {
  const limit = textual ? maxPayload : maxOctets
  const bytes = sizeOf(value)
  if (bytes === undefined) return undefined
  if (isBlob(value) || (!textual && bytes > limit)) return { __proto__: null, kind: 'binary', bytes }
  return payloadOf(value, limit)
}

// UTF-16 units measured at a time; each takes up to three bytes. A call takes some ten microseconds, however little it measures.
const fewUnits = 5000
const windowUnits = 131_072
// Made when they are needed, which in most frames they never are.
let small: Uint8Array | undefined
let large: Uint8Array | undefined
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff

/**
 * Bytes of `text` in UTF-8. Measured in windows: Chromium copies the whole string that `encodeInto` is given, so passing
 * the rest each time would copy a large text thousands of times.
 */
export function utf8Bytes(text: string): number {
  if (text.length <= fewUnits) {
    small ??= new NativeUint8Array(3 * fewUnits)
    return encodeInto(text, small).written
  }
  large ??= new NativeUint8Array(3 * windowUnits)
  let bytes = 0
  let at = 0
  while (at < text.length) {
    let end = min(at + windowUnits, text.length)
    // A surrogate pair cut in two would count as two replacement characters.
    if (end < text.length && isHigh(charCodeAt(text, end - 1))) end--
    bytes += encodeInto(slice(text, at, end), large).written
    at = end
  }
  return bytes
}

/**
 * Size in bytes and head of a text.
 * @param limit of the head, in UTF-16 units
 */
export function textPayload(text: string, limit = maxPayload): Payload {
  const cut = text.length > limit
  const payload: Payload = {
    __proto__: null,
    kind: 'text',
    bytes: utf8Bytes(text),
    text: cut ? slice(text, 0, limit) : text,
  }
  if (cut) payload.cut = true
  return payload
}

/** The first bytes of a view or buffer: the page's own, which it may change. */
export function octetsOf(value: unknown, length: number): Uint8Array {
  if (length === 0) return new NativeUint8Array(0) // a view of a detached buffer would throw
  if (!isView(value)) return new NativeUint8Array(value as ArrayBuffer, 0, length)
  return brand(viewLength, value) === undefined
    ? new NativeUint8Array(dataViewBuffer(value), dataViewOffset(value), length)
    : new NativeUint8Array(viewBuffer(value), viewOffset(value), length)
}

/**
 * Size of a message in bytes, as `payloadOf` would count it, without taking its payload; undefined where it cannot be known.
 */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return utf8Bytes(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (isView(value)) return brand(viewLength, value) ?? brand(dataViewLength, value)
  return boxSize(value)
}

// The getter that fitted last is tried first: a wrong one throws, which costs as much as all the rest for a small message.
let usual = bufferLength
let other = blobSize

/** Size of an ArrayBuffer or a Blob. */
function boxSize(value: unknown): number | undefined {
  const size = brand(usual, value)
  if (size !== undefined) return size
  const found = brand(other, value)
  if (found === undefined) return undefined
  const swapped = usual
  usual = other
  other = swapped
  return found
}

/** Whether a value that has a size is a Blob. */
export const isBlob = (value: unknown): boolean =>
  typeof value !== 'string' && !isView(value) && boxSize(value) !== undefined && usual === blobSize

/**
 * Size and payload of any value that a page may send or receive. Undefined for values without a size yet
 * (streams, forms) and for objects that the browser would convert to text by calling the page's code.
 * @param limit of the payload, in UTF-16 units or bytes
 */
export function payloadOf(value: unknown, limit = maxPayload): Payload | undefined {
  if (typeof value === 'string') return textPayload(value, limit)
  const bytes = sizeOf(value)
  if (bytes === undefined) {
    // Most requests have no body, and a getter that throws takes longer than all the rest.
    if (typeof value !== 'object' || value === null) return undefined
    const search = brand(searchText, value)
    return search === undefined ? undefined : textPayload(search, limit)
  }
  const payload: Payload = { __proto__: null, kind: 'binary', bytes }
  if (isBlob(value)) {
    if (limit > 0) payload.blob = value as Blob
    return payload
  }
  const kept = min(bytes, limit)
  payload.data = new NativeUint8Array(kept)
  copyInto(payload.data, octetsOf(value, kept))
  if (kept < bytes) payload.cut = true
  return payload
}

type Fields = { [field: string]: unknown }

/**
 * Adds size and payload of a message to its record. A message whose size cannot be known counts 0 bytes and is marked as cut.
 * @param whole whether the payload is added too
 */
export function withMessage<R extends Record>(event: R, value: unknown, whole: boolean): R {
  const payload = payloadOf(value, whole ? maxPayload : 0)
  const fields: Fields = event
  fields['bytes'] = payload?.bytes ?? 0
  fields['kind'] = payload?.kind ?? 'text'
  if (!payload || !whole) fields['cut'] = true
  if (!payload || !whole) return event
  addHead(event, payload)
  return event
}

function readBlob(event: Record, blob: Blob, bytes: number): void {
  const kept = min(bytes, maxPayload)
  const blobs = blobList()
  blobs.add(kept < bytes ? blobSlice(blob, 0, kept) : blob, kept)
  readLater(event, blobs, kept)
}

/** Adds size and head of a request's body to its record, if there is a body. */
export function withBody<R extends Record>(event: R, payload: Payload | undefined): R {
  const fields: Fields = event
  if (!payload) return event
  fields['sent'] = payload.bytes
  addHead(event, payload)
  return event
}

function addHead(event: Record, { text, data, blob, bytes, cut }: Payload): void {
  const fields: Fields = event
  if (text !== undefined) fields['text'] = text
  if (data !== undefined) fields['data'] = data
  if (cut) fields['cut'] = true
  if (blob) readBlob(event, blob, bytes)
}
