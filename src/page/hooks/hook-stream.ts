import {
  createMarks,
  deliver,
  end,
  followStrand,
  giveUp,
  type Marks,
  strandOf,
  strandOfResponse,
} from '../body/body-strand.ts'
import { keepsSource } from '../body/keeps-source.ts'
import { releasePass } from '../body/pass.ts'
import { bodyLayer, followClone, followedOf, noteReading, noteTaken } from '../body/responses.ts'
import { derive } from '../browser/derive.ts'
import { outcomeOf } from '../browser/failure.ts'
import {
  apply,
  argument,
  asyncIterator,
  brand,
  getPrototypeOf,
  getter,
  NativeWeakSet,
  weakAdd,
  weakHas,
} from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod, type Trap } from '../browser/patch.ts'
import { readsMessages, tellPiece } from './message-ends.ts'

/** The streams that a body can be read from. */
export const streams = createMarks()
const readers = createMarks()
const readLocked = getter<boolean>(ReadableStream.prototype, 'locked')!

// Response bodies are observed where the page reads them piece by piece, or pipes them (hook-pipe.ts). Nothing is cloned, and
// nothing is read that the page does not read. A body that is handed over natively (WebAssembly, to a worker, by a service
// worker) is not seen here; resource timing reports its end.

/** Observes where a body gets another strand: `clone`, `body`, `tee`, `new Response(stream)`. */
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
        const exchange = followedOf(self)
        if (exchange) streams.put(body, strandOfResponse(self) ?? strandOf(exchange, bodyLayer))
      }),
    ),
    patchMethod(
      stream,
      'tee',
      after((self: object, _args, branches: object[]) => {
        const strand = streams.of(self)
        if (!strand) return
        strand.exchange.ends++
        for (let i = 0; i < branches.length; i++) streams.put(branches[i]!, strandOf(strand.exchange, strand.layer))
      }, releasePass),
    ),
    patchMethod(stream, 'cancel', cancelled(streams)),
    patchMethod(stream, 'locked', after(noLook, releasePass)),
    patchConstructor(['Response'], (made, args) => {
      const body = argument(args, 0)
      const strand = typeof body === 'object' && body !== null ? streams.of(body) : undefined
      if (strand) followStrand(made, strand)
    }),
  ]
}

/** Observes the readers of streams, default and BYOB. */
export function hookReaders(): (Patch | undefined)[] {
  const reader = ReadableStreamDefaultReader.prototype
  const byob = typeof ReadableStreamBYOBReader === 'function' ? ReadableStreamBYOBReader.prototype : undefined
  const makesReader = (name: string) =>
    patchConstructor(
      [name],
      (made, args) => readsFrom(argument(args, 0) as object, args, made),
      (args) => releasePass(argument(args, 0)),
    )
  return [
    makesReader('ReadableStreamDefaultReader'),
    makesReader('ReadableStreamBYOBReader'),
    patchMethod(ReadableStream.prototype, 'getReader', after(readsFrom, releasePass)),
    patchMethod(reader, 'read', readPiece),
    patchMethod(reader, 'cancel', cancelled(readers)),
    patchMethod(reader, 'releaseLock', after(released)),
    byob && patchMethod(byob, 'read', readPiece),
    byob && patchMethod(byob, 'cancel', cancelled(readers)),
    byob && patchMethod(byob, 'releaseLock', after(released)),
  ]
}

/** Observes `for await` over a stream. */
export function hookIteration(): (Patch | undefined)[] {
  const stream = ReadableStream.prototype as ReadableStream & { values?: () => object }
  if (typeof stream.values !== 'function') return []
  const iterator = getPrototypeOf(apply(stream.values, new ReadableStream(), []) as object)!
  // Where `values` and `[Symbol.asyncIterator]` are the same function, they must stay the same.
  const same = stream.values === (stream as unknown as { [key: symbol]: unknown })[asyncIterator]
  return [
    patchMethod(stream, 'values', after(iterates, releasePass), asyncIterator),
    same ? undefined : patchMethod(stream, asyncIterator, after(iterates, releasePass)),
    patchMethod(iterator, 'next', readPiece),
    patchMethod(
      iterator,
      'return',
      after((self: object) => (weakHas(keeping, self) ? readers.drop(self) : giveUpOf(readers, self))),
    ),
  ]
}

/** Iterators that leave the rest of the stream to the page. */
const keeping = new NativeWeakSet<object>()

function iterates(stream: object, args: ArrayLike<unknown>, made: object): void {
  readsFrom(stream, args, made)
  if (keepsSource(argument(args, 0))) weakAdd(keeping, made)
}

const noLook = () => {}

function readsFrom(stream: object, _args: unknown, made: object): void {
  const strand = streams.of(stream)
  if (strand) {
    readers.put(made, strand)
    noteReading(strand.exchange)
  } else readsMessages(stream, made)
}

// Reads pending at `releaseLock()` reject, which does not mean that the body failed.
function released(reader: object): void {
  readers.drop(reader)
}

const cancelled = (marks: Marks): Trap => after((self: object) => giveUpOf(marks, self), releasePass)

function giveUpOf(marks: Marks, self: object): void {
  const strand = marks.of(self)
  // `cancel()` of a locked stream rejects and cancels nothing.
  if (strand && !brand(readLocked, self)) giveUp(strand)
}

/** `read()` of a reader and `next()` of an iterator: both deliver a piece or the end. */
const readPiece: Trap = (native, self, args) => {
  const promise = apply(native, self, args) as Promise<{ done: boolean; value: unknown }>
  const strand = readers.of(self)
  if (!strand) return tellPiece(self, promise)
  if (strand.over || strand.exchange.over) return promise
  return derive(
    promise,
    (piece) => {
      if (piece.done) end(strand, 'ok')
      else if (piece.value !== undefined) deliver(strand, piece.value)
    },
    (reason) => {
      if (readers.of(self) === strand) end(strand, outcomeOf(reason, strand.exchange.signal))
    },
  )
}
