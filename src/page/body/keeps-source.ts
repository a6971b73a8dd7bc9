import { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, objectPrototype } from '../browser/natives.ts'

/**
 * Whether a pipe or an iterator with these options may leave the rest of its stream to the page (`preventCancel`). Getters and proxies of
 * the page are not asked: of their options it may be so.
 */
export function keepsSource(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return false
  const own = getOwnPropertyDescriptor(options, 'preventCancel')
  if (own) return !hasOwn(own, 'value') || !!own.value
  const prototype = getPrototypeOf(options)
  return (prototype !== null && prototype !== objectPrototype) || hasOwn(objectPrototype, 'preventCancel')
}
