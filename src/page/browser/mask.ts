import {
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  NativeProxy,
  NativeWeakMap,
  setPrototypeOf,
  weakGet,
  weakSet,
} from './natives.ts'
import { withoutFrameBelowNative } from './own-frame.ts'

/**
 * Makes each proxied native print its own source text. `Function.prototype.toString` of a proxy prints no name, and
 * libraries read that text: Sentry decides by it whether `fetch` is native, and inserts an iframe where it is not. A single
 * proxy over `toString` looks up the native behind each replacement in this table.
 */
const natives = new NativeWeakMap<object, object>()

/** Makes `replacement` print as `native` from now on. */
export function maskAs(replacement: object, native: object): void {
  weakSet(natives, replacement, native)
}

const descriptor = getOwnPropertyDescriptor(Function.prototype, 'toString')
if (descriptor?.configurable && typeof descriptor.value === 'function') {
  const native = descriptor.value
  const print = (target: () => string, self: object, args: unknown[]) => {
    try {
      return apply(target, (typeof self === 'function' && (weakGet(natives, self) as object | undefined)) || self, args)
    } catch (reason) {
      throw withoutFrameBelowNative(reason, target, print)
    }
  }
  const handler = { __proto__: null, apply: print }
  const proxy = new NativeProxy(native, handler as unknown as ProxyHandler<typeof native>)
  setPrototypeOf(descriptor, null)
  descriptor.value = proxy
  maskAs(proxy, native)
  defineProperty(Function.prototype, 'toString', descriptor)
}
