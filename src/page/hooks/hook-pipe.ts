import { deliver, end, giveUp, type Strand, strandOf } from '../body/body-strand.ts'
import { keepsSource } from '../body/keeps-source.ts'
import { isPassing, type Pass, passOf, releasePass } from '../body/pass.ts'
import { inflatedLayer, noteReading, takenFrom } from '../body/responses.ts'
import { derive } from '../browser/derive.ts'
import { outcomeOf } from '../browser/failure.ts'
import { apply, argument, brand, getter } from '../browser/natives.ts'
import { withoutOwnFrame } from '../browser/own-frame.ts'
import { type Patch, patchMethod, type Trap } from '../browser/patch.ts'
import { streams } from './hook-stream.ts'
import { pipedMessages } from './message-ends.ts'

const inflatedEnd =
  typeof DecompressionStream === 'function' ? getter<object>(DecompressionStream.prototype, 'readable') : undefined

/** Observes what the page pipes: bodies, and the messages of connections that are streams. */
export function hookPipes(): (Patch | undefined)[] {
  const stream = ReadableStream.prototype
  return [
    // Where the page may read on after the pipe, the pass must give up its read at its end, which `pipeThrough` tells nobody.
    patchMethod(stream, 'pipeThrough', pipe(keepsSource, marksBehind)),
    patchMethod(stream, 'pipeTo', pipe(never, releasedAtEnd)),
    patchMethod(Response.prototype, 'bodyUsed', readUsed),
  ]
}

/** A body is used as soon as it is piped, also before the first piece is read. */
const readUsed: Trap = (native, self, args) => {
  try {
    return apply(native, self, args) || isPassing(takenFrom(self))
  } catch (reason) {
    throw withoutOwnFrame(reason, native, args, readUsed)
  }
}

/** Sees the call of a pipe, with its result. @returns the result for the page */
type Finish = (self: object, args: ArrayLike<unknown>, result: object, pass: Pass | undefined) => object

/**
 * Pipes from a pass in the place of the page's stream, where pieces are to be seen.
 * @param hidden whether pieces of a pipe with these options cannot be seen without being noticed
 */
function pipe(hidden: (options: unknown) => boolean, finish: Finish): Trap {
  const trap: Trap = (native, self: object, args: ArrayLike<unknown>) => {
    let pass: Pass | undefined
    try {
      releasePass(self)
      pass = passFrom(self, argument(args, 0), hidden(argument(args, 1)))
    } catch {
      // not a stream; the native method will throw
    }
    let result: object
    try {
      result = apply(native, pass ? pass.stream : self, args) as object
    } catch (reason) {
      throw withoutOwnFrame(reason, native, args, trap)
    }
    try {
      pass?.begin()
      return finish(self, args, result, pass)
    } catch {
      return result // an error in the observer must not reach the page
    }
  }
  return trap
}

const never = () => false

/** The promise of `pipeTo` tells when the pipe has ended: then the stream is given free, as the browser does. */
const releasedAtEnd: Finish = (self, args, result, pass) => {
  const options = argument(args, 1)
  if (!pass || typeof options !== 'object' || options === null) return result
  const release = () => releasePass(self)
  return derive(result as Promise<unknown>, release, release)
}

function passFrom(stream: object, to: unknown, hidden: boolean): Pass | undefined {
  const strand = streams.of(stream)
  if (strand) noteReading(strand.exchange)
  if (hidden) return undefined
  if (strand) return mayPass(strand, to) ? passOf(stream, observerOf(strand)) : undefined
  const observe = pipedMessages(stream, to)
  const nothing = () => {}
  return observe && passOf(stream, { piece: observe, closed: nothing, failed: nothing, cancelled: nothing })
}

/** Of a body that is about to be decompressed, what comes out is its content. */
const mayPass = ({ exchange, over }: Strand, transform: unknown) =>
  !over && !exchange.over && brand(inflatedEnd, transform) === undefined

const observerOf = (strand: Strand) => ({
  piece: (value: unknown) => deliver(strand, value),
  closed: () => end(strand, 'ok'),
  failed: (reason: unknown) => end(strand, outcomeOf(reason, strand.exchange.signal)),
  cancelled: () => giveUp(strand),
})

/** Marks the output of a DecompressionStream, which the page may read. */
const marksBehind: Finish = (self, args, readable, pass) => {
  const strand = pass ? undefined : streams.of(self)
  if (strand && brand(inflatedEnd, argument(args, 0)) === readable)
    streams.put(readable, strandOf(strand.exchange, inflatedLayer))
  return readable
}
