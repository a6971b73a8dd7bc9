import { isScripted } from './lateness.ts'
import {
  apply,
  blobSize,
  brand,
  bufferLength,
  getOwnPropertyDescriptor,
  indexOf,
  isView,
  lastIndexOf,
  ownValue,
  slice,
} from './natives.ts'

// Where a stack is the error's own, as in Chromium, it can be taken again without us. In Firefox it is read through the
// prototype; taking it again would leave a property on the error that native ones lack, which is worse than a frame.
const NativeError = Error
const own = getOwnPropertyDescriptor(new NativeError(), 'stack')
const capture =
  own && (NativeError as { captureStackTrace?: (error: unknown, above: unknown) => void }).captureStackTrace
const owners = [NativeError, Function.prototype, Object.prototype] as const

/**
 * What a native of the DOM has thrown, without the frame of the trap that called it.
 *
 * Only where no code of the page can have run in between: what that throws has its own stack, which the page may have read
 * already. `native` may itself be such code, where the hooks came late or another extension came first.
 */
export function withoutOwnFrame(thrown: unknown, native: unknown, args: ArrayLike<unknown>, trap: unknown): unknown {
  try {
    if (!capture || typeof thrown !== 'object' || thrown === null) return thrown
    if (!mayRunPage(args) && !isScripted(native)) capture(thrown, trap)
  } catch {
    // too deep in the stack for one more call
  }
  return thrown
}

function mayRunPage(args: ArrayLike<unknown>): boolean {
  for (let i = 0; i < args.length; i++) {
    const value = args[i]
    if (typeof value === 'function') return true
    if (typeof value !== 'object' || value === null || isView(value)) continue
    if (brand(bufferLength, value) === undefined && brand(blobSize, value) === undefined) return true
  }
  return false
}

const frameStart = '\n    at '

/**
 * The same for a native of the language, which has a frame of its own above ours that has to stay. Stacks are texts, so
 * nothing is done where the page makes something else of them, or would have to be asked.
 */
export function withoutFrameBelowNative(thrown: unknown, native: unknown, trap: unknown): unknown {
  try {
    if (!capture || !own?.get || !own.set || preparesStacks() || isScripted(native)) return thrown
    const text = apply(own.get, thrown, []) as string
    capture(thrown, trap)
    const below = apply(own.get, thrown, []) as string
    const first = indexOf(text, frameStart)
    const ours = indexOf(text, frameStart, first + 1)
    if (first < 0 || ours < 0 || indexOf(below, frameStart) !== first) return thrown
    // One frame has come on top, so that the last is one too many where there is a limit to them.
    const end =
      frames(below) >= (ownValue(NativeError, 'stackTraceLimit') as number)
        ? lastIndexOf(below, frameStart)
        : below.length
    apply(own.set, thrown, [slice(text, 0, ours) + slice(below, first, end)])
  } catch {
    // as above
  }
  return thrown
}

function preparesStacks(): boolean {
  for (let i = 0; i < owners.length; i++) if (getOwnPropertyDescriptor(owners[i]!, 'prepareStackTrace')) return true
  return false
}

function frames(stack: string): number {
  let count = 0
  for (let at = indexOf(stack, frameStart); at >= 0; at = indexOf(stack, frameStart, at + 1)) count++
  return count
}
