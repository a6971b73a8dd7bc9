import { getPrototypeOf, hasOwn, isArray, objectKeys, objectPrototype, ownValue, quote, slice } from './natives.ts'

const arrayPrototype = Array.prototype

// Values nested deeper than this are replaced by '…': a sender decides how deeply its JSON is nested.
const maxDepth = 40

/**
 * Whether JSON.stringify runs no code of the page for a parsed value: it asks each object for `toJSON`, which the page may have put
 * on a prototype. Parsed values hold plain own data properties only.
 */
const stringifiesNatively = () =>
  !hasOwn(objectPrototype, 'toJSON') &&
  !hasOwn(arrayPrototype, 'toJSON') &&
  getPrototypeOf(arrayPrototype) === objectPrototype

/**
 * Writes a value that `Response.json()` returned as JSON text.
 * @param small the text is known not to be much longer than 1 MiB, so that the browser may write it, which it does ten times as fast
 * @param limit of the text where it is not known to be small, in UTF-16 units
 * @returns the text, or its head
 */
export function describeValue(value: unknown, small: boolean, limit: number): { text: string; whole: boolean } {
  try {
    if (small && stringifiesNatively()) return { text: quote(value), whole: true }
  } catch {
    // nested too deeply for the browser
  }
  let text = ''
  write(value, 0)
  return text.length < limit ? { text, whole: true } : { text: slice(text, 0, limit), whole: false }

  function write(part: unknown, depth: number): void {
    if (text.length >= limit) return
    if (typeof part === 'string') text += quoteText(part, limit)
    else if (typeof part !== 'object' || part === null) text += `${part as number | boolean | null}`
    else if (depth >= maxDepth) text += '"…"'
    else if (isArray(part)) writeArray(part, depth)
    else writeObject(part, depth)
  }

  function writeArray(list: readonly unknown[], depth: number): void {
    text += '['
    for (let i = 0; i < list.length && text.length < limit; i++) {
      if (i > 0) text += ','
      write(ownValue(list, i), depth + 1)
    }
    text += ']'
  }

  function writeObject(object: object, depth: number): void {
    const keys = objectKeys(object)
    text += '{'
    for (let i = 0; i < keys.length && text.length < limit; i++) {
      const key = keys[i]!
      if (i > 0) text += ','
      text += `${quoteText(key, limit)}:`
      write(ownValue(object, key), depth + 1)
    }
    text += '}'
  }
}

// JSON.stringify runs no code of the page for a string: only objects and bigints are asked for `toJSON` (ECMA-262,
// 25.5.2.2).
const quoteText = (text: string, limit: number) => quote(text.length > limit ? slice(text, 0, limit) : text)
