import { progressOf } from './progress.ts'
import { type Part, patternOf, requestParts } from './request-parts.ts'
import type { StreamKey } from './stream-key.ts'

// A JSONP answer calls the function that this parameter names, mostly another one for each request.
const callbackName = /^(callback|jsonp|jsoncallback|jsonpcallback|cb)$/i

/**
 * The key of what an element loads. Each URL is a key of its own, so that pictures which a page loads once each are not taken for one
 * that it asks for again and again. Only parts that are there to be different each time, and cursors, are left out.
 * @param initiator kind of the element
 * @param url absolute, as the browser resolved it
 */
export function loadKey(initiator: string, url: string): StreamKey {
  const parts = requestParts(`${initiator} GET`, url)
  const changes = ({ name, kind }: Part) =>
    kind === 'cache-buster' ||
    kind === 'cursor' ||
    (kind === 'session' && !/token/i.test(name)) ||
    callbackName.test(name)
  const values = parts.parts.filter((part) => !changes(part)).map(({ name, value }) => `${name}=${value}`)
  return {
    key: [parts.shape, ...values.sort()].join(' '),
    pattern: patternOf(parts, changes),
    progress: { ...progressOf(parts), page: undefined, cacheBusted: parts.parts.some(changes) },
    shape: undefined,
    replaced: [],
    divided: undefined,
    librarySession: undefined,
    operation: '',
  }
}
