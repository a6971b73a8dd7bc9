import { derive } from '../browser/derive.ts'
import { apply, argument, NativeWeakMap, weakGet, weakSet } from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from '../browser/patch.ts'

/** Receives each piece that the page reads or writes, unchanged: a string, bytes, or another stream. */
export type Told = (value: unknown) => void

// Streams that carry the messages of a connection (WebSocketStream, WebTransport), and the readers and writers made of
// them.
const readable = new NativeWeakMap<object, Told>()
const reading = new NativeWeakMap<object, Told>()
const writable = new NativeWeakMap<object, Told>()
const writing = new NativeWeakMap<object, Told>()
const find = (map: WeakMap<object, Told>, key: object) => weakGet(map, key) as Told | undefined

let watched = false
let some = false
let patches: readonly (Patch | undefined)[] = []

function settle(): void {
  for (let i = 0; i < patches.length; i++) patches[i]?.activate(watched && some)
}

/** From now on passes `observe` each piece that the page reads from this stream, or pipes from it. */
export function tellReads(stream: object, observe: Told): void {
  weakSet(readable, stream, observe)
}

/** From now on passes `observe` each piece that the page writes to this stream with a writer, or pipes to it. */
export function tellWrites(stream: object, observe: Told): void {
  weakSet(writable, stream, observe)
  if (some) return
  some = true
  settle()
}

/** What learns of the pieces that are piped from one stream to another, where either carries the messages of a connection. */
export function pipedMessages(from: object, to: unknown): Told | undefined {
  const reads = find(readable, from)
  const writes = typeof to === 'object' && to !== null ? find(writable, to) : undefined
  if (!reads || !writes) return reads ?? writes
  return (piece) => {
    reads(piece)
    writes(piece)
  }
}

/** Registers a reader or iterator that the page made of a stream. */
export function readsMessages(stream: object, made: object): void {
  const observe = find(readable, stream)
  if (observe) weakSet(reading, made, observe)
}

/**
 * Passes on the piece that a `read()` or `next()` will deliver, if the reader belongs to an observed stream.
 * @returns the promise that the page receives
 */
export function tellPiece<T extends { done: boolean; value: unknown }>(
  reader: object,
  promise: Promise<T>,
): Promise<T> {
  const observe = find(reading, reader)
  if (!observe) return promise
  return derive(
    promise,
    (piece) => {
      if (!piece.done) observe(piece.value)
    },
    () => {},
  )
}

/** Observes writers; dormant until the first stream is registered with `tellWrites`. */
export function hookWriters(): Patch[] {
  if (typeof WritableStreamDefaultWriter !== 'function') return []
  const writes = (stream: object, writer: object) => {
    const observe = find(writable, stream)
    if (observe) weakSet(writing, writer, observe)
  }
  patches = [
    patchMethod(
      WritableStream.prototype,
      'getWriter',
      after((stream: object, _args, writer: object) => writes(stream, writer)),
    ),
    patchConstructor(['WritableStreamDefaultWriter'], (writer, args) => writes(argument(args, 0) as object, writer)),
    patchMethod(WritableStreamDefaultWriter.prototype, 'write', (native, writer, args: ArrayLike<unknown>) => {
      let observe: Told | undefined
      try {
        observe = find(writing, writer)
        // Before the native call: the sink may detach the page's buffer at once.
        observe?.(argument(args, 0))
      } catch {
        // not a writer; the native method will throw
      }
      return apply(native, writer, args)
    }),
  ]
  return [
    {
      activate(on) {
        watched = on
        settle()
      },
      announce() {},
    },
  ]
}
