import { isLate } from './lateness.ts'
import {
  brand,
  getPrototypeOf,
  hasOwn,
  NativeURL,
  objectPrototype,
  ownValue,
  readHref,
  toPrimitive,
  toUpperCase,
} from './natives.ts'

/** What the browser gets in place of an argument that it will turn into text, and the text once it has. */
export interface TextArgument {
  passed: unknown
  text: string | undefined
}

/** A method as the browser sends it: it writes these in capitals, and leaves others alone (Fetch standard, "normalize"). */
export function methodOf(text: string): string {
  const upper = toUpperCase(text)
  switch (upper) {
    case 'DELETE':
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
    case 'POST':
    case 'PUT':
      return upper
    default:
      return text
  }
}

const urlPrototype = NativeURL.prototype
const urlToString = ownValue(urlPrototype, 'toString')

/**
 * Sees the text that the browser makes of an argument. A URL's is known without asking, as long as the page has not changed how
 * URLs turn into text. For any other object the browser is handed a stand-in, which it converts exactly when it would have
 * converted the object: code of the page then runs once, at its time, and what it throws passes through.
 *
 * Where the hooks came late, whatever they lie upon may be the page's: it gets what it was given, and the text of such an object
 * is not known.
 */
export function textArgument(value: unknown): TextArgument {
  const one: TextArgument = { passed: value, text: undefined }
  if (typeof value === 'string') one.text = value
  else if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
    one.text = textOfUrl(value)
    if (one.text === undefined && !isLate()) one.passed = standIn(one, value)
  } else if (typeof value !== 'symbol') one.text = `${value as number | boolean | bigint | null | undefined}`
  return one
}

const standIn = (one: TextArgument, value: object) => ({
  __proto__: null,
  [toPrimitive]() {
    one.text = `${value}`
    return one.text
  },
})

function textOfUrl(value: object): string | undefined {
  const href = brand(readHref, value)
  if (href === undefined) return undefined
  const plain =
    getPrototypeOf(value) === urlPrototype &&
    !hasOwn(value, 'toString') &&
    !hasOwn(value, toPrimitive) &&
    !hasOwn(urlPrototype, toPrimitive) &&
    !hasOwn(objectPrototype, toPrimitive) &&
    ownValue(urlPrototype, 'toString') === urlToString
  return plain ? href : undefined
}
