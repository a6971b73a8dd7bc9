/**
 * Whether the functions that the hooks call are the browser's own: those by which hooks and bridge find each other, those that the hooks
 * are made with, and those that they read with. Where a script of the page has replaced one, calling it would tell the page of the hooks,
 * or hand it their port, so such a document is left alone. What the hooks replace (`fetch`, `send` and so on) may be the page's own.
 *
 * The function stands alone, without imports: the build puts its text in front of the hooks (src/build/plugins.ts), and the
 * background injects it. It calls nothing that it has not verified; how it does that depends on the browser.
 *
 * - In Chromium the message of one error of the language holds the text of a function, written by the engine without a call.
 *   Where that error shows that `toString` is native, `toString` verifies the others. A Proxy over `toString` itself is not seen;
 *   it learns that natives are printed.
 * - In Firefox the isolated world sees the page's functions from outside, with a `toString` that the page cannot reach.
 *   In the page's own world there is no such way, and `toString` is trusted.
 *
 * @param fromOutside the function runs in Firefox's isolated world
 */
export function isPristine(fromOutside: boolean): boolean {
  const realm = (fromOutside ? (window as unknown as { wrappedJSObject: unknown }).wrappedJSObject : window) as Window &
    typeof globalThis
  const { toString: textOf } = fromOutside ? Function.prototype : realm.Function.prototype
  const { apply, getOwnPropertyDescriptor, getPrototypeOf } = fromOutside ? Reflect : realm.Reflect

  /** The engine's own message of an error whose text, in V8, contains that of the function. */
  const messageOn = (found: unknown): unknown => {
    try {
      // Returned, so that no minifier takes the class for unused.
      return class extends (found as new () => object) {}
    } catch (error) {
      return (error as Error).message
    }
  }
  const message = messageOn(() => {})
  const isV8 = typeof message === 'string' && message[0] === 'C'
  const isTold = (found: unknown, name: string) =>
    !isV8 ||
    messageOn(found) === `Class extends value function ${name}() { [native code] } is not a constructor or null`

  const isNative = (owner: object, name: string): boolean => {
    const found = getOwnPropertyDescriptor(owner, name)
    const read = found && (found.get ?? found.value)
    const text = typeof read === 'function' && (apply(textOf, read, []) as string)
    return isTextOf(text, name) || isTextOf(text, `get ${name}`)
  }
  const isTextOf = (text: unknown, name: string) =>
    text === `function ${name}() { [native code] }` || text === `function ${name}() {\n    [native code]\n}`

  if (!isTold(textOf, 'toString') || !isTold(apply, 'apply')) return false
  if (!isTold(getOwnPropertyDescriptor, 'getOwnPropertyDescriptor')) return false
  if (!isTold(getPrototypeOf, 'getPrototypeOf')) return false
  // Properties that a script puts on the object itself hide those of its prototype.
  if (getOwnPropertyDescriptor(realm.performance, 'now') || getOwnPropertyDescriptor(realm.document, 'baseURI'))
    return false
  const { Function: F, Reflect: R, EventTarget: T, Event: E, MessageEvent: M, Promise: A } = realm
  const { ReadableStream: S, ReadableStreamDefaultReader: D, ReadableStreamDefaultController: C } = realm
  // Without spread or for…of: they would call iterators that the page may have replaced.
  // biome-ignore format: an owner and the names of its functions in each line
  const functions: (object | string)[] = [
    F.prototype, 'call', 'bind', 'apply', 'toString',
    R, 'apply', 'construct', 'get', 'has', 'ownKeys', 'defineProperty', 'getOwnPropertyDescriptor',
    R, 'getPrototypeOf', 'setPrototypeOf',
    T.prototype, 'addEventListener', 'removeEventListener', 'dispatchEvent',
    E.prototype, 'stopImmediatePropagation', 'preventDefault', 'type',
    M.prototype, 'data', 'ports', 'lastEventId',
    A.prototype, 'then',
    realm, 'MessageEvent', 'Proxy', 'Promise', 'Map', 'WeakMap', 'WeakSet', 'WeakRef', 'Uint8Array', 'Blob', 'URL', 'ReadableStream',
    realm, 'TextEncoder', 'setTimeout', 'parseInt', 'performance',
    realm.Performance.prototype, 'now', 'timeOrigin',
    realm.WeakMap.prototype, 'get', 'set', 'has', 'delete',
    realm.WeakSet.prototype, 'add', 'has',
    realm.WeakRef.prototype, 'deref',
    realm.Map.prototype, 'set', 'has', 'forEach',
    realm.String.prototype, 'charCodeAt', 'indexOf', 'lastIndexOf', 'slice', 'toLowerCase', 'toUpperCase',
    realm.Array, 'isArray',
    realm.Object, 'keys', 'getPrototypeOf',
    realm.Object.prototype, 'hasOwnProperty',
    realm.JSON, 'stringify',
    realm.Math, 'floor', 'min', 'max',
    realm.Node.prototype, 'baseURI',
    realm.URL.prototype, 'href',
    realm.URLSearchParams.prototype, 'toString',
    realm.TextEncoder.prototype, 'encodeInto',
    realm.ArrayBuffer, 'isView',
    realm.ArrayBuffer.prototype, 'byteLength',
    realm.DataView.prototype, 'buffer', 'byteOffset', 'byteLength',
    getPrototypeOf(realm.Uint8Array.prototype) as object, 'buffer', 'byteOffset', 'byteLength', 'set',
    realm.Blob.prototype, 'size', 'slice', 'arrayBuffer',
    realm.DOMException.prototype, 'name',
    realm.AbortSignal.prototype, 'aborted',
    realm.Request.prototype, 'url', 'method', 'signal',
    realm.Response.prototype, 'status', 'headers', 'url', 'bodyUsed',
    realm.Headers.prototype, 'get', 'forEach',
    S.prototype, 'locked', 'getReader', 'values',
    D.prototype, 'read', 'releaseLock', 'cancel', 'closed',
    C.prototype, 'enqueue', 'close', 'error',
    realm.XMLHttpRequest.prototype, 'readyState', 'status', 'responseType', 'responseText', 'response', 'getResponseHeader',
    realm.XMLHttpRequest.prototype, 'getAllResponseHeaders',
    realm.WebSocket.prototype, 'url', 'protocol', 'extensions', 'readyState',
    realm.CloseEvent.prototype, 'code', 'reason', 'wasClean',
    realm.EventSource.prototype, 'url', 'readyState',
  ]
  let owner: object = realm
  for (let i = 0; i < functions.length; i++) {
    const one = functions[i]!
    if (typeof one !== 'string') owner = one
    else if (!isNative(owner, one)) return false
  }
  return true
}
