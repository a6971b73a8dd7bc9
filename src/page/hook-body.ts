import { derive } from './derive.ts'
import { describeValue } from './describe-value.ts'
import {
  apply,
  copyInto,
  min,
  NativeUint8Array,
  NativeWeakMap,
  slice,
  viewBuffer,
  viewLength,
  viewOffset,
  weakGet,
  weakSet,
} from './natives.ts'
import { after, type Patch, patchMethod, type Trap } from './patch.ts'
import { binaryHead, payloadOf, streamedPiece, textHead, textPayload, utf8Bytes } from './payload.ts'
import { record, report } from './report.ts'
import { type Followed, finish, followClone, followedOf } from './responses.ts'

const streams = new NativeWeakMap<object, Followed>()
const readers = new NativeWeakMap<object, Followed>()

/**
 * Observes response bodies where the page reads them: the consuming methods of Response, stream readers of both kinds and
 * async iteration. Nothing is cloned and nothing is read that the page does not read. What is handed over natively
 * (`pipeTo`, `new Response(stream)`, WebAssembly, service workers) is not seen here; resource timing tells of its end.
 */
export function hookBody(): (Patch | undefined)[] {
  const response = Response.prototype
  const stream = ReadableStream.prototype
  const reader = ReadableStreamDefaultReader.prototype
  const patches: (Patch | undefined)[] = [
    patchMethod(
      response,
      'text',
      consume((one, value) => {
        const text = value as string
        finish(one, 'ok', utf8Bytes(text), slice(text, 0, textHead), text.length > textHead)
      }),
    ),
    // The text is not ours to see; what it said is written anew, and its size is left to the headers and the timing.
    patchMethod(
      response,
      'json',
      consume((one, value) => {
        const text = describeValue(value, textHead)
        finish(one, 'ok', undefined, text, text.length >= textHead)
      }),
    ),
    patchMethod(
      response,
      'arrayBuffer',
      consume((one, value) => finishOctets(one, value)),
    ),
    patchMethod(
      response,
      'bytes',
      consume((one, value) => finishOctets(one, value)),
    ),
    patchMethod(
      response,
      'blob',
      consume((one, value) => finish(one, 'ok', payloadOf(value)?.bytes)),
    ),
    patchMethod(
      response,
      'formData',
      consume((one) => finish(one, 'ok')),
    ),
    patchMethod(
      response,
      'clone',
      after((self: object, _args, clone: object) => followClone(self, clone)),
    ),
    patchMethod(
      response,
      'body',
      after((self: object, _args, body: object | null) => {
        const one = followedOf(self)
        if (one && body) weakSet(streams, body, one)
      }),
    ),
    patchMethod(
      stream,
      'getReader',
      after((self: object, _args, made: object) => {
        const one = weakGet(streams, self) as Followed | undefined
        if (one) weakSet(readers, made, one)
      }),
    ),
    patchMethod(
      stream,
      'tee',
      after((self: object, _args, branches: object[]) => {
        const one = weakGet(streams, self) as Followed | undefined
        if (one && branches[0]) weakSet(streams, branches[0], one)
      }),
    ),
    patchMethod(
      stream,
      'pipeThrough',
      after((self: object, _args, readable: object) => {
        const one = weakGet(streams, self) as Followed | undefined
        if (one) weakSet(streams, readable, one)
      }),
    ),
    patchMethod(stream, 'cancel', cancelled(streams)),
    patchMethod(reader, 'read', readPiece),
    patchMethod(reader, 'cancel', cancelled(readers)),
  ]
  if (typeof ReadableStreamBYOBReader === 'function') {
    patches[patches.length] = patchMethod(ReadableStreamBYOBReader.prototype, 'read', readPiece)
    patches[patches.length] = patchMethod(ReadableStreamBYOBReader.prototype, 'cancel', cancelled(readers))
  }
  const values = (stream as { values?: () => object }).values
  if (typeof values === 'function') {
    const iterator = Object.getPrototypeOf(apply(values, new ReadableStream(), [])) as object
    const mark = after((self: object, _args, made: object) => {
      const one = weakGet(streams, self) as Followed | undefined
      if (one) weakSet(readers, made, one)
    })
    patches[patches.length] = patchMethod(stream, 'values', mark)
    patches[patches.length] = patchMethod(stream, Symbol.asyncIterator, mark)
    patches[patches.length] = patchMethod(iterator, 'next', readPiece)
    patches[patches.length] = patchMethod(iterator, 'return', cancelled(readers))
  }
  return patches
}

/** A method of Response that reads the whole body. */
function consume(look: (one: Followed, value: unknown) => void): Trap {
  return (native, self, args) => {
    const promise = apply(native, self, args) as Promise<unknown>
    const one = found(self)
    if (!one || one.over) return promise
    return derive(
      promise,
      (value) => look(one, value),
      () => finish(one, 'error'),
    )
  }
}

function found(response: unknown): Followed | undefined {
  try {
    return typeof response === 'object' && response !== null ? followedOf(response) : undefined
  } catch {
    return undefined
  }
}

function finishOctets(one: Followed, value: unknown): void {
  finish(one, 'ok', payloadOf(value, 0)?.bytes)
}

function cancelled(marks: WeakMap<object, Followed>): Trap {
  return after((self: object) => {
    const one = weakGet(marks, self) as Followed | undefined
    if (one) finish(one, 'abort', one.seen)
  })
}

/** `read()` of a reader and `next()` of an iterator: one piece, or the end. */
const readPiece: Trap = (native, self, args) => {
  const promise = apply(native, self, args) as Promise<{ done: boolean; value: unknown }>
  const one = typeof self === 'object' && self !== null ? (weakGet(readers, self) as Followed | undefined) : undefined
  if (!one || one.over) return promise
  return derive(
    promise,
    (piece) => {
      if (piece.done) finish(one, 'ok', one.seen)
      else if (piece.value !== undefined) report(() => chunk(one, piece.value))
    },
    () => finish(one, 'error', one.seen),
  )
}

function chunk(one: Followed, value: unknown) {
  const event = record('chunk', one.id)
  // After pipeThrough(new TextDecoderStream()) the pieces are text.
  if (typeof value === 'string') {
    const payload = textPayload(value, one.streams ? streamedPiece : textHead)
    one.seen += payload.bytes
    event['bytes'] = payload.bytes
    event['text'] = payload.text
    if (payload.cut) event['cut'] = true
    return event
  }
  const length = lengthOf(value)
  if (length === undefined) return undefined
  const limit = one.streams ? streamedPiece : one.textual ? textHead : one.seen === 0 ? binaryHead : 0
  const kept = min(length, limit)
  one.seen += length
  event['bytes'] = length
  if (kept > 0) {
    const copy = new NativeUint8Array(kept)
    copyInto(copy, new NativeUint8Array(viewBuffer(value), viewOffset(value), kept))
    event['data'] = copy
  }
  if (kept < length) event['cut'] = true
  return event
}

function lengthOf(value: unknown): number | undefined {
  try {
    return viewLength(value)
  } catch {
    return undefined
  }
}
