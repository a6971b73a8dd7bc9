import { brand, getPrototypeOf, getter } from './natives.ts'

// Each throws for objects of the page: their own `name` and `aborted` may be getters, which must not run.
const errorName = getter<string>(DOMException.prototype, 'name')
const isAborted = getter<boolean>(AbortSignal.prototype, 'aborted')
const syntaxError = SyntaxError.prototype

/** Whether the page has aborted already: then a promise that reads has failed before anybody can attach to it. */
export const aborted = (signal: unknown) => brand(isAborted, signal) === true

/** How an exchange ended whose promise was rejected: by the page, by its time limit, or by the network. */
export function outcomeOf(reason: unknown, signal: unknown): 'abort' | 'timeout' | 'error' {
  const name = brand(errorName, reason)
  if (name === 'AbortError') return 'abort'
  if (name === 'TimeoutError') return 'timeout'
  // The reason may be anything that the page gave to abort().
  return aborted(signal) ? 'abort' : 'error'
}

/** Whether a body arrived, but could not be parsed. */
export function isUnparsable(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && getPrototypeOf(reason) === syntaxError
}
