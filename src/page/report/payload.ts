import {
  blobSize,
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

/** Head and full size of something that crossed the wire. `data` is a copy: the page may change or transfer its own. */
export interface Payload {
  __proto__: null
  bytes: number
  kind: 'text' | 'binary'
  text?: string
  data?: Uint8Array
  cut?: boolean
}

/** UTF-16 units of text and octets of binary data that are kept. */
export const textHead = 16_384
export const binaryHead = 4096
/** A piece of a streaming body is kept whole, so that the messages in it can be told; no server flushes more at once. */
export const streamedPiece = 1_048_576

// UTF-16 units that are measured at a time; each takes up to three octets.
const windowUnits = 5000
const scratch = new NativeUint8Array(3 * windowUnits)
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff

/**
 * Octets of `text` in UTF-8. Measured window by window: Chromium copies the whole string that encodeInto is given, so that
 * handing it the rest each time would copy a large text thousands of times.
 */
export function utf8Bytes(text: string): number {
  if (text.length <= windowUnits) return encodeInto(text, scratch).written
  let bytes = 0
  let at = 0
  while (at < text.length) {
    let end = min(at + windowUnits, text.length)
    // A pair that is cut in two would count as two replacement characters.
    if (end < text.length && isHigh(charCodeAt(text, end - 1))) end--
    bytes += encodeInto(slice(text, at, end), scratch).written
    at = end
  }
  return bytes
}

export function textPayload(text: string, limit = textHead): Payload {
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

function octets(buffer: ArrayBufferLike, offset: number, length: number, limit: number): Payload {
  const kept = min(length, limit)
  const copy = new NativeUint8Array(kept)
  if (kept > 0) copyInto(copy, new NativeUint8Array(buffer, offset, kept)) // nothing can be made of a detached one
  const payload: Payload = { __proto__: null, kind: 'binary', bytes: length, data: copy }
  if (kept < length) payload.cut = true
  return payload
}

/** Octets of a message as `payloadOf` would count them, without looking at any. */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return utf8Bytes(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (isView(value)) return brand(viewLength, value) ?? brand(dataViewLength, value)
  return brand(bufferLength, value) ?? brand(blobSize, value)
}

/**
 * Head and size of whatever a page may send or receive. Undefined for what has no size yet (streams, forms) and for objects
 * that the browser would turn into text by calling the page's code.
 */
export function payloadOf(value: unknown, limit = binaryHead): Payload | undefined {
  if (typeof value === 'string') return textPayload(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (isView(value)) {
    const plain = brand(viewLength, value)
    return plain === undefined
      ? octets(dataViewBuffer(value), brand(dataViewOffset, value) ?? 0, brand(dataViewLength, value) ?? 0, limit)
      : octets(viewBuffer(value), viewOffset(value), plain, limit)
  }
  const length = brand(bufferLength, value)
  if (length !== undefined) return octets(value as ArrayBuffer, 0, length, limit)
  const size = brand(blobSize, value)
  if (size !== undefined) return { __proto__: null, kind: 'binary', bytes: size }
  const search = brand(searchText, value)
  return search === undefined ? undefined : textPayload(search)
}

type Fields = { [field: string]: unknown }

/** Adds size and head of a message; what has no size that could be known without the page's help counts 0 and says so. */
export function withMessage<R extends Fields>(event: R, value: unknown): R {
  const payload = payloadOf(value)
  const fields: Fields = event
  fields['bytes'] = payload?.bytes ?? 0
  fields['kind'] = payload?.kind ?? 'text'
  if (!payload || (payload.text === undefined && payload.data === undefined)) fields['cut'] = true
  addHead(fields, payload)
  return event
}

/** Adds size and head of a request's body, if there is one. */
export function withBody<R extends Fields>(event: R, payload: Payload | undefined): R {
  const fields: Fields = event
  if (payload) fields['sent'] = payload.bytes
  addHead(fields, payload)
  return event
}

function addHead(fields: Fields, payload: Payload | undefined): void {
  if (payload?.text !== undefined) fields['text'] = payload.text
  if (payload?.data !== undefined) fields['data'] = payload.data
  if (payload?.cut) fields['cut'] = true
}
