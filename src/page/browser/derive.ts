import {
  getOwnPropertyDescriptor,
  hasOwn,
  NativePromise,
  objectPrototype,
  ownValue,
  species,
  whenSettled,
} from './natives.ts'

const prototype = NativePromise.prototype
function speciesOf(): unknown {
  const descriptor = getOwnPropertyDescriptor(NativePromise, species)
  return descriptor && hasOwn(descriptor, 'get') ? descriptor.get : undefined
}
const nativeSpecies = speciesOf()

/**
 * Whether `then` creates promises as the browser does. Where the page changed `Promise.prototype.constructor` or
 * `Promise[Symbol.species]`, calling `then` would run the page's code.
 */
export const derivesNatively = () =>
  ownValue(prototype, 'constructor') === NativePromise && speciesOf() === nativeSpecies

/**
 * Whether a promise of ours may be resolved with an object of this prototype: resolving looks the object's `then` up, and a page
 * that has defined one would see that.
 */
export const resolvesNatively = (prototype: object = objectPrototype) =>
  derivesNatively() && !hasOwn(prototype, 'then') && !hasOwn(objectPrototype, 'then')

/**
 * A promise that settles as the given one does, one microtask later, after `done` or `failed` has observed the result. A
 * side branch would not shift the order of microtasks, but it would mark a rejection as handled, and the page's
 * `unhandledrejection` would never fire.
 *
 * Where the page has changed how promises derive, or would see the value's `then` looked up once more, nothing is attached and the
 * given promise itself is returned.
 * @param prototype of the value
 */
export function derive<T>(
  promise: Promise<T>,
  done: (value: T) => void,
  failed: (reason: unknown) => void,
  prototype?: object,
): Promise<T> {
  if (!resolvesNatively(prototype)) return promise
  try {
    return whenSettled(
      promise,
      (value) => {
        try {
          done(value)
        } catch {
          // an error in the observer must not change the page's result
        }
        return value
      },
      (reason) => {
        try {
          failed(reason)
        } catch {
          // an error in the observer must not change the page's rejection
        }
        throw reason
      },
    )
  } catch {
    return promise
  }
}
