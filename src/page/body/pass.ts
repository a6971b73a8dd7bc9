import { resolvesNatively } from '../browser/derive.ts'
import {
  getter,
  NativeReadableStream,
  NativeWeakMap,
  uncurry,
  weakDelete,
  weakGet,
  weakHasKey,
  weakSet,
  whenSettled,
} from '../browser/natives.ts'

/** Learns what passes from a stream of the page to the place that it is piped to. Each may throw. */
export interface PassObserver {
  piece(value: unknown): void
  /** The stream came to its end, or failed with this reason. */
  closed(): void
  failed(reason: unknown): void
  /** The other end of the pipe cancelled the stream. */
  cancelled(): void
}

/**
 * A stream of ours that is piped in the place of the page's: it reads a piece from the page's stream when the pipe asks for
 * one (its high-water mark is 0), and hands on the very same piece. It passes on the end, the failure and the cancellation, so
 * that the page's sink, signal and `prevent…` options act as on its own stream. A read that is still open when the pipe ends is
 * given up by `releasePass`, and its piece is the next one that the page gets.
 */
export interface Pass {
  /** To be piped in the place of the page's stream. */
  readonly stream: object
  /** To be called when the browser has begun, or refused, to pipe: from now on the page's stream is locked. */
  begin(): void
}

interface Reader {
  readonly closed: Promise<unknown>
}
interface Controller {
  readonly desiredSize: number | null
}
type Piece = { done: boolean; value: unknown }

const readable = ReadableStream.prototype
const readerPrototype = ReadableStreamDefaultReader.prototype
const controllerPrototype = ReadableStreamDefaultController.prototype
const readLocked = getter<boolean>(readable, 'locked')!
const readerOf = uncurry(readable.getReader) as unknown as (stream: object) => Reader
const readPiece = uncurry(readerPrototype.read) as unknown as (reader: Reader) => Promise<Piece>
const releaseLock = uncurry(readerPrototype.releaseLock)
const cancelReader = uncurry(readerPrototype.cancel) as unknown as (reader: Reader, reason: unknown) => Promise<void>
const closedOf = getter<Promise<unknown>>(readerPrototype, 'closed')!
const enqueue = uncurry(controllerPrototype.enqueue) as unknown as (controller: Controller, value: unknown) => void
const closeController = uncurry(controllerPrototype.close)
const errorController = uncurry(controllerPrototype.error) as unknown as (to: Controller, reason: unknown) => void

/**
 * What gives a stream of the page free once its pipe has ended, as the browser does at once. There is no event of that end,
 * so it is done when the page next uses the stream.
 */
const releases = new NativeWeakMap<object, () => void>()

/**
 * Puts a pass between a stream and the place that it is about to be piped to.
 * @returns undefined where that could be noticed: the stream is locked, or promises would run the page's code
 */
export function passOf(source: object, observer: PassObserver): Pass | undefined {
  if (readLocked(source) || !resolvesNatively()) return undefined
  let reader: Reader | undefined
  let controller: Controller
  let reading = false
  let sourceClosed = false
  let over = false

  const tell = (run: () => void) => {
    try {
      run()
    } catch {
      // an error in the observer must not break the page's pipe
    }
  }
  const close = () => {
    if (over) return
    over = true
    tell(observer.closed)
    closeController(controller)
  }
  // A stream that closes with its last piece is closed before the read of that piece is.
  const onClosed = () => {
    sourceClosed = true
    if (!reading) close()
  }
  const fail = (reason: unknown) => {
    if (over) return
    over = true
    tell(() => observer.failed(reason))
    errorController(controller, reason)
  }
  const stream = new NativeReadableStream(
    {
      __proto__: null,
      start(made: Controller) {
        controller = made
      },
      pull() {
        if (reading || over) return
        reading = true
        whenSettled(
          readPiece(reader!),
          ({ done, value }) => {
            reading = false
            if (over) return
            if (done) return close()
            tell(() => observer.piece(value))
            enqueue(controller, value)
            if (sourceClosed) close()
          },
          fail,
        )
      },
      cancel(reason: unknown) {
        over = true
        tell(observer.cancelled)
        // A sink that has failed or closed before cancels while the pipe begins.
        reader ??= readerOf(source)
        return cancelReader(reader, reason)
      },
    } as UnderlyingDefaultSource,
    { __proto__: null, highWaterMark: 0 } as QueuingStrategy,
  )
  return {
    stream,
    begin() {
      if (!readLocked(stream)) {
        if (reader) releaseLock(reader)
        return
      }
      try {
        reader ??= readerOf(source)
      } catch (reason) {
        return fail(reason) // a getter of the page has locked the stream while the browser read the arguments of the pipe
      }
      const lock = reader
      // A pipe ends with its stream, also while its sink takes nothing.
      whenSettled(closedOf(lock), onClosed, fail)
      weakSet(releases, source, () => {
        if (readLocked(stream)) return
        over = true
        weakDelete(releases, source)
        releaseLock(lock)
      })
    },
  }
}

/** Whether a stream is being piped by a pass, or was until the page last used it. */
export const isPassing = (source: object | undefined) => source !== undefined && weakHasKey(releases, source)

/** To be called before the page uses a stream: gives it free where it was piped and the pipe has ended. */
export function releasePass(source: unknown): void {
  const release = weakGet(releases, source as object) as (() => void) | undefined
  release?.()
}
