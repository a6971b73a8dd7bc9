import { absolute, apply, argument, NativeWeakMap, weakGet, weakSet, withFirst } from '../browser/natives.ts'
import { withoutOwnFrame } from '../browser/own-frame.ts'
import { type Patch, patchMethod, type Trap } from '../browser/patch.ts'
import { methodOf, textArgument } from '../browser/text-argument.ts'
import { begin, breakOff, catchUp, catchUpBeforeAbort, isRunning, openedState, readState } from './xhr-run.ts'

interface Opened {
  method: string
  url: string
}

/**
 * Observes XMLHttpRequest by the methods of its prototype and by native listeners while a request is in flight. Never
 * touches `xhr.upload`: a listener there would make the browser send a CORS preflight.
 */
export function hookXhr(): (Patch | undefined)[] {
  const { prototype } = XMLHttpRequest
  const opened = new NativeWeakMap<object, Opened>()

  const open: Trap = (native, xhr, args: ArrayLike<unknown>) => {
    const method = textArgument(argument(args, 0))
    const url = textArgument(argument(args, 1))
    const passed = withFirst(args, method.passed, url.passed)
    attempt(() => catchUp(xhr))
    let result: unknown
    try {
      result = apply(native, xhr, passed)
    } catch (reason) {
      throw withoutOwnFrame(reason, native, args, open)
    }
    attempt(() => {
      breakOff(xhr, 'abort')
      if (method.text === undefined || url.text === undefined) return
      weakSet(opened, xhr, { method: methodOf(method.text), url: absolute(url.text) })
    })
    return result
  }

  // Listeners are added before the native `send` runs, because a synchronous request ends inside it.
  const send: Trap = (native, xhr, args: ArrayLike<unknown>) => {
    const begun = attempt(() => {
      if (isRunning(xhr)) return false // the native `send` will throw for a second call
      const request = weakGet(opened, xhr) as Opened | undefined
      if (!request || readState(xhr) !== openedState) return false
      begin(xhr, request.method, request.url, argument(args, 0))
      return true
    })
    try {
      return apply(native, xhr, args)
    } catch (reason) {
      if (begun) attempt(() => breakOff(xhr, 'error'))
      throw withoutOwnFrame(reason, native, args, send)
    }
  }

  // A handler that runs before ours may call `abort()`; no event then reports what has arrived, nor that a complete
  // response has ended.
  const abort: Trap = (native, xhr, args: ArrayLike<unknown>) => {
    attempt(() => catchUpBeforeAbort(xhr))
    try {
      return apply(native, xhr, args)
    } catch (reason) {
      throw withoutOwnFrame(reason, native, args, abort)
    }
  }

  return [
    patchMethod(prototype, 'open', open),
    patchMethod(prototype, 'send', send),
    patchMethod(prototype, 'abort', abort),
  ]
}

/** Runs an observation and drops its errors. A receiver that is not an XMLHttpRequest makes the native method throw. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
