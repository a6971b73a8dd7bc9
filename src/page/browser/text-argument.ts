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

/** An argument that the browser converts to text: the value to pass on, and the text once the browser has converted it. */
export interface TextArgument {
  passed: unknown
  text: string | undefined
}

/**
 * An HTTP method as the browser sends it: these are put in capitals, all others left alone (Fetch standard, "normalize").
 */
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
 * Observes the text that the browser makes of an argument, without converting it twice. The text of a URL object is read
 * directly, as long as the page has not changed how URLs convert to text. For any other object the browser receives a
 * stand-in, which converts the object exactly when the browser would have: code of the page then runs once, at the usual
 * moment, and an error it throws passes through.
 *
 * Where the hooks were installed late, the function below them may be the page's: it receives the original argument, and
 * the text of such an object stays unknown.
 */
export function textArgument(value: unknown): TextArgument {
  const argument: TextArgument = { passed: value, text: undefined }
  if (typeof value === 'string') argument.text = value
  else if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
    argument.text = textOfUrl(value)
    if (argument.text === undefined && !isLate()) argument.passed = standIn(argument, value)
  } else if (typeof value !== 'symbol') argument.text = `${value as number | boolean | bigint | null | undefined}`
  return argument
}

const standIn = (argument: TextArgument, value: object) => ({
  __proto__: null,
  [toPrimitive]() {
    argument.text = `${value}`
    return argument.text
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
