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

// `capture` is defined only where a stack is the error's own property, as in Chromium, so that it can be captured again
// without the trap's frame. In Firefox `stack` is read through the prototype; capturing it again would leave a property on
// the error that native errors lack, which is more noticeable than a frame.
const NativeError = Error
const own = getOwnPropertyDescriptor(new NativeError(), 'stack')
const capture =
  own && (NativeError as { captureStackTrace?: (error: unknown, above: unknown) => void }).captureStackTrace
const owners = [NativeError, Function.prototype, Object.prototype] as const

/**
 * Removes the trap's own frame from the stack of an error that a native DOM function has thrown.
 *
 * The error is left alone where code of the page can have run during the call: an error thrown by that code has its own
 * stack, which the page may have read already. `native` may itself be page code, where the hooks were installed late or
 * another extension came first.
 * @param thrown any thrown value
 * @param args the call's arguments: a function or foreign object among them can have run page code
 * @param trap the function whose frame, with everything above it, is removed
 * @returns the same thrown value
 */
export function withoutOwnFrame(thrown: unknown, native: unknown, args: ArrayLike<unknown>, trap: unknown): unknown {
  try {
    if (!capture || typeof thrown !== 'object' || thrown === null) return thrown
    if (!mayRunPage(args) && !isScripted(native)) capture(thrown, trap)
  } catch {
    // the stack is too deep for one more call
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
 * Removes the trap's frame from an error thrown by a native of the language (such as `Function.prototype.toString`), whose
 * own frame lies above the trap's and has to stay. Works on the stack's text, so nothing is done where the page formats
 * stacks itself or has a `prepareStackTrace` that would be called.
 * @returns the same thrown value
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
    // The native's frame was put back on top, so where the number of frames is limited the last frame is one too many.
    const end =
      frames(below) >= (ownValue(NativeError, 'stackTraceLimit') as number)
        ? lastIndexOf(below, frameStart)
        : below.length
    apply(own.set, thrown, [slice(text, 0, ours) + slice(below, first, end)])
  } catch {
    // the stack is too deep for one more call
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
