import { derive } from '../browser/derive.ts'
import { apply, argument, NativeWeakMap, weakGet, weakSet } from '../browser/natives.ts'
import { after, type Patch, patchMethod } from '../browser/patch.ts'

/** Is told each piece that the page reads or writes, as it is: a string, octets, or another stream. */
export type Told = (value: unknown) => void

// Streams that carry the messages of a connection (WebSocketStream, WebTransport), and the readers and writers made of them.
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

/** From now on `told` hears what the page reads from this stream with a reader or `for await`; `pipeTo` is not heard. */
export function tellReads(stream: object, told: Told): void {
  weakSet(readable, stream, told)
}

/** From now on `told` hears what the page writes to this stream with a writer; `pipeTo` is not heard. */
export function tellWrites(stream: object, told: Told): void {
  weakSet(writable, stream, told)
  if (some) return
  some = true
  settle()
}

/** A reader or iterator was made of a stream. */
export function readsMessages(stream: object, made: object): void {
  const told = find(readable, stream)
  if (told) weakSet(reading, made, told)
}

/** Tells of the piece that a promise of `read()` or `next()` will give. */
export function tellPiece<T extends { done: boolean; value: unknown }>(
  reader: object,
  promise: Promise<T>,
): Promise<T> {
  const told = find(reading, reader)
  if (!told) return promise
  return derive(
    promise,
    (piece) => {
      if (!piece.done) told(piece.value)
    },
    () => {},
  )
}

/** Observes writers; dormant until there is a stream that anybody wants to hear of. */
export function hookWriters(): Patch[] {
  if (typeof WritableStreamDefaultWriter !== 'function') return []
  patches = [
    patchMethod(
      WritableStream.prototype,
      'getWriter',
      after((stream: object, _args, writer: object) => {
        const told = find(writable, stream)
        if (told) weakSet(writing, writer, told)
      }),
    ),
    patchMethod(WritableStreamDefaultWriter.prototype, 'write', (native, writer, args: ArrayLike<unknown>) => {
      let told: Told | undefined
      try {
        told = find(writing, writer)
        // Before the native has it: the sink may take the page's buffer away at once.
        told?.(argument(args, 0))
      } catch {
        // not a writer; the native will say so
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
    },
  ]
}
