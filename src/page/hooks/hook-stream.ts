import { createMarks, deliver, end, giveUp, type Marks, strandOf } from '../body/body-strand.ts'
import { bodyLayer, followClone, followedOf, type Layer, noteTaken } from '../body/responses.ts'
import { derive } from '../browser/derive.ts'
import { outcomeOf } from '../browser/failure.ts'
import { apply, argument, asyncIterator, brand, getPrototypeOf, getter } from '../browser/natives.ts'
import { after, type Patch, patchMethod, type Trap } from '../browser/patch.ts'
import { readsMessages, tellPiece } from './message-ends.ts'

const streams = createMarks()
const readers = createMarks()
const readLocked = getter<boolean>(ReadableStream.prototype, 'locked')!

// Response bodies are observed where the page reads them piece by piece. Nothing is cloned and nothing is read that the page
// does not read. What is handed over natively (`pipeTo`, `new Response(stream)`, WebAssembly, service workers) is not seen
// here; resource timing tells of its end.

const encodingOf =
  typeof TextDecoderStream === 'function' ? getter<string>(TextDecoderStream.prototype, 'encoding') : undefined
const decodedEnd =
  typeof TextDecoderStream === 'function' ? getter<object>(TextDecoderStream.prototype, 'readable') : undefined
const inflatedEnd =
  typeof DecompressionStream === 'function' ? getter<object>(DecompressionStream.prototype, 'readable') : undefined

/** What comes out of a transform: text or octets of the body, or anything at all. */
function layerBehind(transform: unknown, readable: object, before: Layer): Layer {
  // Only text in UTF-8 takes as many octets as the body had.
  if (brand(decodedEnd, transform) === readable)
    return { exact: before.exact && brand(encodingOf, transform) === 'utf-8', readable: before.readable }
  if (brand(inflatedEnd, transform) === readable) return { exact: false, readable: before.readable }
  return { exact: false, readable: false }
}

/** Where a body gets another end from which it can be read. */
export function hookStreams(): (Patch | undefined)[] {
  const response = Response.prototype
  const stream = ReadableStream.prototype
  return [
    patchMethod(
      response,
      'clone',
      after((self: object, _args, clone: object) => followClone(self, clone)),
    ),
    patchMethod(
      response,
      'body',
      after((self: object, _args, body: object | null) => {
        if (!body) return
        noteTaken(self, body)
        if (streams.of(body)) return
        const one = followedOf(self)
        if (one) streams.put(body, strandOf(one, bodyLayer))
      }),
    ),
    patchMethod(
      stream,
      'tee',
      after((self: object, _args, branches: object[]) => {
        const strand = streams.of(self)
        if (!strand) return
        strand.one.ends++
        for (let i = 0; i < branches.length; i++) streams.put(branches[i]!, strandOf(strand.one, strand.layer))
      }),
    ),
    patchMethod(
      stream,
      'pipeThrough',
      after((self: object, args, readable: object) => {
        const strand = streams.of(self)
        if (strand) streams.put(readable, strandOf(strand.one, layerBehind(argument(args, 0), readable, strand.layer)))
      }),
    ),
    patchMethod(stream, 'cancel', cancelled(streams)),
  ]
}

/** Readers of both kinds. */
export function hookReaders(): (Patch | undefined)[] {
  const reader = ReadableStreamDefaultReader.prototype
  const byob = typeof ReadableStreamBYOBReader === 'function' ? ReadableStreamBYOBReader.prototype : undefined
  return [
    patchMethod(ReadableStream.prototype, 'getReader', after(readsFrom)),
    patchMethod(reader, 'read', readPiece),
    patchMethod(reader, 'cancel', cancelled(readers)),
    patchMethod(reader, 'releaseLock', after(released)),
    byob && patchMethod(byob, 'read', readPiece),
    byob && patchMethod(byob, 'cancel', cancelled(readers)),
    byob && patchMethod(byob, 'releaseLock', after(released)),
  ]
}

/** `for await` over a stream. */
export function hookIteration(): (Patch | undefined)[] {
  const stream = ReadableStream.prototype as ReadableStream & { values?: () => object }
  if (typeof stream.values !== 'function') return []
  const iterator = getPrototypeOf(apply(stream.values, new ReadableStream(), []) as object)!
  // One function under two keys, and so it must stay.
  const same = stream.values === (stream as unknown as { [key: symbol]: unknown })[asyncIterator]
  return [
    patchMethod(stream, 'values', after(readsFrom), asyncIterator),
    same ? undefined : patchMethod(stream, asyncIterator, after(readsFrom)),
    patchMethod(iterator, 'next', readPiece),
    patchMethod(iterator, 'return', cancelled(readers)),
  ]
}

function readsFrom(stream: object, _args: unknown, made: object): void {
  const strand = streams.of(stream)
  if (strand) readers.put(made, strand)
  else readsMessages(stream, made)
}

// What it was still waiting for is refused to it, which says nothing of the body.
function released(reader: object): void {
  readers.drop(reader)
}

function cancelled(marks: Marks): Trap {
  return after((self: object) => {
    const strand = marks.of(self)
    // A locked stream refuses.
    if (strand && !brand(readLocked, self)) giveUp(strand)
  })
}

/** `read()` of a reader and `next()` of an iterator: one piece, or the end. */
const readPiece: Trap = (native, self, args) => {
  const promise = apply(native, self, args) as Promise<{ done: boolean; value: unknown }>
  const strand = readers.of(self)
  if (!strand) return tellPiece(self, promise)
  if (strand.over || strand.one.over) return promise
  return derive(
    promise,
    (piece) => {
      if (piece.done) end(strand, 'ok')
      else if (piece.value !== undefined) deliver(strand, piece.value)
    },
    (reason) => {
      if (readers.of(self) === strand) end(strand, outcomeOf(reason, strand.one.signal))
    },
  )
}
