import { isArray, objectKeys, ownValue, quote, slice } from './natives.ts'

// Values nested deeper than this are replaced by '…': a sender decides how deeply its JSON is nested.
const maxDepth = 40

/**
 * Writes a value that `Response.json()` returned as JSON text of at most `limit` characters. JSON.stringify would call a
 * `toJSON` that the page may have put on Object.prototype. Parsed values hold plain own data properties only.
 */
export function describeValue(value: unknown, limit: number): string {
  let text = ''
  write(value, 0)
  return text.length > limit ? slice(text, 0, limit) : text

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
