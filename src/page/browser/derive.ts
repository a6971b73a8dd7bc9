import { getOwnPropertyDescriptor, hasOwn, NativePromise, ownValue, species, whenSettled } from './natives.ts'

const prototype = NativePromise.prototype
function speciesOf(): unknown {
  const descriptor = getOwnPropertyDescriptor(NativePromise, species)
  return descriptor && hasOwn(descriptor, 'get') ? descriptor.get : undefined
}
const nativeSpecies = speciesOf()

/** Whether promises still derive as the browser made them; `then` would run code of the page otherwise. */
export const derivesNatively = () =>
  ownValue(prototype, 'constructor') === NativePromise && speciesOf() === nativeSpecies

/**
 * A promise that settles as the given one does, one microtask later, after we have looked. A side branch would be cheaper for
 * the order of microtasks, but would mark a failure as handled, and the page's `unhandledrejection` would never fire.
 *
 * Where the page has changed how promises derive, nothing is attached and the promise itself goes back.
 */
export function derive<T>(
  promise: Promise<T>,
  done: (value: T) => void,
  failed: (reason: unknown) => void,
): Promise<T> {
  if (!derivesNatively()) return promise
  try {
    return whenSettled(
      promise,
      (value) => {
        try {
          done(value)
        } catch {
          // seen wrongly is not the page's concern
        }
        return value
      },
      (reason) => {
        try {
          failed(reason)
        } catch {
          // as above
        }
        throw reason
      },
    )
  } catch {
    return promise
  }
}
