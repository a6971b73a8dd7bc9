import { getOwnPropertyDescriptor, NativePromise, whenSettled } from './natives.ts'

const prototype = NativePromise.prototype
const speciesOf = () => getOwnPropertyDescriptor(NativePromise, Symbol.species)?.get
const nativeSpecies = speciesOf()

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
  if (getOwnPropertyDescriptor(prototype, 'constructor')?.value !== NativePromise || speciesOf() !== nativeSpecies)
    return promise
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
