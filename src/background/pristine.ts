import type { Functions } from './called-functions.ts'

/**
 * Whether functions that the hooks call are the browser's own. Where a script of the page has replaced one, calling it would tell the page
 * of the hooks, or hand it their port, so such a document is left alone.
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
export function isPristine(fromOutside: boolean, functions: readonly Functions[]): boolean {
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
  // Without spread or for…of: they would call iterators that the page may have replaced.
  for (let i = 0; i < functions.length; i++) {
    const row = functions[i]!
    let owner = realm as object
    const path = row[0]
    for (let j = 0; j < path.length; j++)
      owner = path[j] === '__proto__' ? getPrototypeOf(owner)! : (owner as Record<string, object>)[path[j]!]!
    for (let j = 1; j < row.length; j++) if (!isNative(owner, row[j] as string)) return false
  }
  return true
}
