import { isArray, objectKeys, ownValue, quote, slice } from './natives.ts'

// Deeper values are named, not shown: a parsed body may be nested as deeply as its sender likes.
const deepest = 40

/**
 * Writes a value that `Response.json()` made, as JSON, up to `limit` characters. Not JSON.stringify: that would call a `toJSON`
 * which the page may have put on Object.prototype. Parsed values hold plain own data properties only.
 */
export function describeValue(value: unknown, limit: number): string {
  let text = ''
  write(value, 0)
  return text.length > limit ? slice(text, 0, limit) : text

  function write(one: unknown, depth: number): void {
    if (text.length >= limit) return
    if (typeof one === 'string') text += quoteText(one, limit)
    else if (typeof one !== 'object' || one === null) text += `${one as number | boolean | null}`
    else if (depth >= deepest) text += '"…"'
    else if (isArray(one)) writeArray(one, depth)
    else writeObject(one, depth)
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

// For a string JSON.stringify runs no code of the page: it asks objects and bigints for `toJSON` only (ECMA-262, 25.5.2.2).
const quoteText = (text: string, limit: number) => quote(text.length > limit ? slice(text, 0, limit) : text)
