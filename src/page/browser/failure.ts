import { brand, getPrototypeOf, getter } from './natives.ts'

// Brand-checked getters throw for objects of the page, whose own `name` and `aborted` may be getters that must not run.
const errorName = getter<string>(DOMException.prototype, 'name')
const isAborted = getter<boolean>(AbortSignal.prototype, 'aborted')
const syntaxError = SyntaxError.prototype

/**
 * Whether the page has aborted this signal. A promise that reads with an aborted signal has rejected before any observer
 * can attach to it. Most requests have no signal, and a getter that throws takes longer than all the rest.
 */
export const aborted = (signal: unknown) => signal !== undefined && brand(isAborted, signal) === true

/**
 * How an exchange ended whose promise was rejected with `reason`: aborted by the page, by its time limit, or a network
 * error.
 */
export function outcomeOf(reason: unknown, signal: unknown): 'abort' | 'timeout' | 'error' {
  const name = brand(errorName, reason)
  if (name === 'AbortError') return 'abort'
  if (name === 'TimeoutError') return 'timeout'
  // The page may pass any value to abort(), so the reason alone does not identify an abort.
  return aborted(signal) ? 'abort' : 'error'
}

/** Whether the whole body arrived but could not be parsed: `json()` rejects with a SyntaxError then. */
export function isUnparsable(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && getPrototypeOf(reason) === syntaxError
}
