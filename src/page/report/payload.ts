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

/** Head and full size of a message or body. `data` is a copy: the page may change or transfer its own buffer. */
export interface Payload {
  __proto__: null
  bytes: number
  kind: 'text' | 'binary'
  text?: string
  data?: Uint8Array
  cut?: boolean
}

/** UTF-16 units of a text that are kept. */
export const textHead = 16_384
/** Bytes of binary data that are kept. */
export const binaryHead = 4096
/**
 * UTF-16 units or bytes of a streaming body's piece that are kept. Pieces are kept whole, so that the messages in them can
 * be found; no server flushes more at once.
 */
export const streamedPiece = 1_048_576

// UTF-16 units measured at a time; each takes up to three bytes.
const windowUnits = 5000
const scratch = new NativeUint8Array(3 * windowUnits)
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff

/**
 * Bytes of `text` in UTF-8. Measured in windows: Chromium copies the whole string that `encodeInto` is given, so passing
 * the rest each time would copy a large text thousands of times.
 */
export function utf8Bytes(text: string): number {
  if (text.length <= windowUnits) return encodeInto(text, scratch).written
  let bytes = 0
  let at = 0
  while (at < text.length) {
    let end = min(at + windowUnits, text.length)
    // A surrogate pair cut in two would count as two replacement characters.
    if (end < text.length && isHigh(charCodeAt(text, end - 1))) end--
    bytes += encodeInto(slice(text, at, end), scratch).written
    at = end
  }
  return bytes
}

/**
 * Size in bytes and head of a text.
 * @param limit of the head, in UTF-16 units
 */
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
  // creating a view of a detached buffer, whose length is 0, would throw
  if (kept > 0) copyInto(copy, new NativeUint8Array(buffer, offset, kept))
  const payload: Payload = { __proto__: null, kind: 'binary', bytes: length, data: copy }
  if (kept < length) payload.cut = true
  return payload
}

/**
 * Size of a message in bytes, as `payloadOf` would count it, without taking its head; undefined where it cannot be known.
 */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return utf8Bytes(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (isView(value)) return brand(viewLength, value) ?? brand(dataViewLength, value)
  return brand(bufferLength, value) ?? brand(blobSize, value)
}

/**
 * Size and head of any value that a page may send or receive. Undefined for values without a size yet (streams, forms) and
 * for objects that the browser would convert to text by calling the page's code.
 * @param limit of a binary head, in bytes
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

/**
 * Adds size and head of a message to its record. A message whose size cannot be known counts 0 bytes and is marked as cut.
 */
export function withMessage<R extends Fields>(event: R, value: unknown): R {
  const payload = payloadOf(value)
  const fields: Fields = event
  fields['bytes'] = payload?.bytes ?? 0
  fields['kind'] = payload?.kind ?? 'text'
  if (!payload || (payload.text === undefined && payload.data === undefined)) fields['cut'] = true
  addHead(fields, payload)
  return event
}

/** Adds size and head of a request's body to its record, if there is a body. */
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
