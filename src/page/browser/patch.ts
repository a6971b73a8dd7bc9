import { maskAs } from './mask.ts'
import { apply, construct, defineProperty, getOwnPropertyDescriptor, NativeProxy, setPrototypeOf } from './natives.ts'
import { withoutOwnFrame } from './own-frame.ts'

/**
 * A replaced native. Each native is replaced by a Proxy over itself whose handler is empty while nobody watches: an empty
 * handler adds no stack frame and no work, and the function's identity does not change when watching starts or stops, so
 * references that the page kept are still observed.
 */
export interface Patch {
  activate(on: boolean): void
  /** Reports what is open already, for a second panel. Never left out: a look at a missing property would reach `Object.prototype`. */
  announce(): void
}

/** Runs instead of a method while watched. Must call `native` exactly once and return what it returned. */
// biome-ignore lint/suspicious/noExplicitAny: the natives differ in their types; each trap names its own
export type Trap = (native: any, self: any, args: any) => unknown

type Handler = { apply?: Trap | undefined; construct?: Trap | undefined }

// Without a prototype: otherwise a page could add traps through Object.prototype.
const emptyHandler = (): Handler => ({ __proto__: null }) as Handler

/**
 * Puts a dormant proxy in place of a method or of an accessor's getter.
 * @param alias another key of the owner: where it holds the same function, it gets the same proxy
 * @returns undefined where the property is absent, not a function, or was made unchangeable by somebody before us
 */
export function patchMethod(owner: object, key: PropertyKey, trap: Trap, alias?: PropertyKey): Patch | undefined {
  const descriptor = getOwnPropertyDescriptor(owner, key)
  if (!descriptor) return undefined
  setPrototypeOf(descriptor, null)
  const field = typeof descriptor.get === 'function' ? 'get' : 'value'
  const native = descriptor[field]
  if (typeof native !== 'function' || !descriptor.configurable) return undefined
  const handler = emptyHandler()
  const proxy = new NativeProxy(native, handler as ProxyHandler<typeof native>)
  maskAs(proxy, native)
  descriptor[field] = proxy
  if (!defineProperty(owner, key, descriptor)) return undefined
  if (alias !== undefined) replaceValue(owner, alias, native, proxy)
  return {
    activate(on) {
      handler.apply = on ? trap : undefined
    },
    announce: nothing,
  }
}

/**
 * Puts a dormant proxy in place of a constructor, under all its names, and points `prototype.constructor` at it.
 * @param names global names of the constructor; the first must exist for anything to be patched
 * @param made receives each new instance with the constructor's arguments; the page gets that very instance
 * @param before receives the arguments before the native is called; must not throw
 * @returns undefined where the constructor is absent or unchangeable
 */
export function patchConstructor(
  names: readonly string[],
  made: (instance: object, args: ArrayLike<unknown>) => void,
  before?: (args: ArrayLike<unknown>) => void,
): Patch | undefined {
  const name = names[0]!
  const descriptor = getOwnPropertyDescriptor(window, name)
  const native = descriptor?.value as (new (...args: unknown[]) => object) | undefined
  if (!descriptor?.configurable || typeof native !== 'function') return undefined
  const handler = emptyHandler()
  const proxy: typeof native = new NativeProxy(native, handler as ProxyHandler<typeof native>)
  maskAs(proxy, native)
  for (let i = 0; i < names.length; i++) replaceValue(window, names[i]!, native, proxy)
  replaceValue(native.prototype as object, 'constructor', native, proxy)
  const trap: Trap = (target, args, newTarget) => {
    let instance: object
    before?.(args)
    try {
      instance = construct(target, args, newTarget === proxy ? target : newTarget) as object
    } catch (reason) {
      throw withoutOwnFrame(reason, target, args, trap)
    }
    try {
      made(instance, args)
    } catch {
      // an error in the observer must not reach the page
    }
    return instance
  }
  return {
    activate(on) {
      handler.construct = on ? trap : undefined
    },
    announce: nothing,
  }
}

const nothing = () => {}

function replaceValue(owner: object, key: PropertyKey, native: unknown, proxy: unknown): void {
  const known = getOwnPropertyDescriptor(owner, key)
  if (!known) return
  setPrototypeOf(known, null)
  if (known.value !== native || !known.configurable) return
  known.value = proxy
  defineProperty(owner, key, known)
}

/**
 * A trap that calls the native and then passes receiver, arguments and result to `look`. Errors thrown by `look` are
 * dropped.
 * @param before receives the receiver before the native is called; must not throw
 */
export function after(
  look: (self: never, args: ArrayLike<unknown>, result: never) => void,
  before?: (self: object) => void,
): Trap {
  const trap: Trap = (native, self, args) => {
    let result: unknown
    before?.(self)
    try {
      result = apply(native, self, args)
    } catch (reason) {
      throw withoutOwnFrame(reason, native, args, trap)
    }
    try {
      look(self as never, args, result as never)
    } catch {
      // an error in the observer must not reach the page
    }
    return result
  }
  return trap
}
