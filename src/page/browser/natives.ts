/**
 * Every browser function that the hooks call, captured from the realm at document_start, before a script of the page can
 * replace it. Page code may later change every prototype, so nothing in src/page looks a method up again. Methods take
 * their receiver as first argument here.
 */
type Method<F> = F extends (this: infer _T, ...args: infer A) => infer R ? (self: unknown, ...args: A) => R : never

const bindCall = Function.prototype.bind.bind(Function.prototype.call) as (method: unknown) => never
/**
 * Turns a method into a function that no later change of a prototype can reach:
 * `uncurry(String.prototype.slice)('abc', 1)`.
 */
export const uncurry = <F>(method: F): Method<F> => bindCall(method)

export const {
  apply,
  construct,
  get,
  has,
  ownKeys,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  setPrototypeOf,
} = Reflect
export const { asyncIterator, iterator, species, toPrimitive } = Symbol
export const NativeProxy = Proxy
export const NativeWeakMap = WeakMap
export const NativeWeakSet = WeakSet
export const NativeMap = Map
export const NativeWeakRef = WeakRef
export const NativeUint8Array = Uint8Array
export const NativeURL = URL
export const NativeBlob = Blob
export const NativePromise = Promise
export const NativeReadableStream = ReadableStream
export const NativeMessageEvent = MessageEvent

/**
 * A list without a prototype. Indexed writes to an ordinary array go through setters that a page may have put on
 * Array.prototype, and reads past its end through getters there.
 */
export function bareList<T>(): T[] {
  const list: T[] = []
  setPrototypeOf(list, null)
  return list
}

/** An argument of a call by index; undefined where the call has fewer. */
export const argument = (args: ArrayLike<unknown>, index: number) => (index < args.length ? args[index] : undefined)

/** A copy of a call's arguments with the leading ones replaced, never longer than the original. */
export function withFirst(args: ArrayLike<unknown>, ...first: unknown[]): ArrayLike<unknown> {
  const passed = bareList<unknown>()
  for (let i = 0; i < args.length; i++) passed[i] = i < first.length ? first[i] : args[i]
  return passed
}

export const objectPrototype = Object.prototype
export const hasOwn = uncurry(objectPrototype.hasOwnProperty) as (owner: object, key: PropertyKey) => boolean

/** The value of an own data property; never runs a getter, neither of the object nor an inherited one. */
export function ownValue(owner: object, key: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(owner, key)
  // The descriptor of an accessor has no `value` of its own, but a page may have put `value` on Object.prototype.
  return descriptor && hasOwn(descriptor, 'value') ? descriptor.value : undefined
}

/**
 * Calls a getter that throws for anything but its own kind of object, and returns undefined instead of throwing: a brand
 * check that no page can fool.
 */
export function brand<T>(read: ((value: unknown) => T) | undefined, value: unknown): T | undefined {
  try {
    return read?.(value)
  } catch {
    return undefined
  }
}

/** The getter of an accessor property, as a function of its receiver; undefined where the platform has no such property. */
export function getter<T = unknown>(owner: object, key: PropertyKey): ((self: unknown) => T) | undefined {
  const read = getOwnPropertyDescriptor(owner, key)?.get
  return read && (uncurry(read) as (self: unknown) => T)
}

export const weakGet = uncurry(WeakMap.prototype.get)
export const weakSet = uncurry(WeakMap.prototype.set)
export const weakHasKey = uncurry(WeakMap.prototype.has)
export const weakDelete = uncurry(WeakMap.prototype.delete)
export const weakAdd = uncurry(WeakSet.prototype.add)
export const weakHas = uncurry(WeakSet.prototype.has)
export const mapSet = uncurry(Map.prototype.set)
export const mapHas = uncurry(Map.prototype.has)
export const dereference = uncurry(WeakRef.prototype.deref) as <T extends object>(
  reference: WeakRef<T>,
) => T | undefined
export const mapForEach = uncurry(Map.prototype.forEach)
export const charCodeAt = uncurry(String.prototype.charCodeAt)
export const indexOf = uncurry(String.prototype.indexOf)
export const lastIndexOf = uncurry(String.prototype.lastIndexOf)
export const slice = uncurry(String.prototype.slice)
export const toLowerCase = uncurry(String.prototype.toLowerCase)
export const toUpperCase = uncurry(String.prototype.toUpperCase)
export const toInteger = parseInt
export const isArray = Array.isArray
export const objectKeys = Object.keys
export const quote = JSON.stringify
export const { floor, min, max } = Math

export const addListener = uncurry(EventTarget.prototype.addEventListener)
export const removeListener = uncurry(EventTarget.prototype.removeEventListener)
export const dispatch = uncurry(EventTarget.prototype.dispatchEvent)
export const stopImmediate = uncurry(Event.prototype.stopImmediatePropagation)
export const preventDefault = uncurry(Event.prototype.preventDefault)
export const eventType = getter<string>(Event.prototype, 'type')!
export const messageData = getter<unknown>(MessageEvent.prototype, 'data')!
export const messagePorts = getter<readonly MessagePort[]>(MessageEvent.prototype, 'ports')!
export const messageId = getter<string>(MessageEvent.prototype, 'lastEventId')!

export const whenSettled = uncurry(Promise.prototype.then) as <T>(
  promise: Promise<T>,
  done: (value: T) => unknown,
  failed: (reason: unknown) => unknown,
) => Promise<T>

// Bound to `window`, so that it can be called without a receiver.
export const later = setTimeout.bind(window)
const readClock = performance.now.bind(performance)
const { timeOrigin } = performance
/** Milliseconds since the Unix epoch, with fractions; not affected by changes of the system's clock. */
export const now = () => timeOrigin + readClock()

const readBase = getter<string>(Node.prototype, 'baseURI')!
// The last result is cached: a page that polls requests the same URL again and again.
let lastText: string | undefined
let lastBase: string | undefined
let lastHref = ''
/** The absolute URL that the browser resolves `text` to; `text` itself where that is not a valid URL. */
export function absolute(text: string): string {
  try {
    const base = readBase(document)
    if (text !== lastText || base !== lastBase) {
      lastHref = readHref(new NativeURL(text, base))
      lastText = text
      lastBase = base
    }
    return lastHref
  } catch {
    return text
  }
}
export const readHref = getter<string>(URL.prototype, 'href')!

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object
export const viewBuffer = getter<ArrayBufferLike>(typedArray, 'buffer')!
export const viewOffset = getter<number>(typedArray, 'byteOffset')!
export const viewLength = getter<number>(typedArray, 'byteLength')!
export const dataViewBuffer = getter<ArrayBufferLike>(DataView.prototype, 'buffer')!
export const dataViewOffset = getter<number>(DataView.prototype, 'byteOffset')!
export const dataViewLength = getter<number>(DataView.prototype, 'byteLength')!
export const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength')!
export const blobSize = getter<number>(Blob.prototype, 'size')!
export const blobSlice = uncurry(Blob.prototype.slice)
export const readBlob = uncurry(Blob.prototype.arrayBuffer)
export const isView = ArrayBuffer.isView
export const copyInto = uncurry(Uint8Array.prototype.set)
export const encodeInto = TextEncoder.prototype.encodeInto.bind(new TextEncoder())
export const searchText = uncurry(URLSearchParams.prototype.toString)
