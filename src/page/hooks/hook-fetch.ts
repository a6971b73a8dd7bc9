import { watched } from '../../wire/page-message.ts'
import { awaitByUrl, failed, follow } from '../body/responses.ts'
import { derive, derivesNatively } from '../browser/derive.ts'
import { aborted, outcomeOf } from '../browser/failure.ts'
import { isLate, isOfPage } from '../browser/lateness.ts'
import {
  absolute,
  apply,
  argument,
  brand,
  get,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  getter,
  has,
  NativeProxy,
  ownKeys,
  ownValue,
  withFirst,
} from '../browser/natives.ts'
import { type Patch, patchMethod } from '../browser/patch.ts'
import { methodOf, type TextArgument, textArgument } from '../browser/text-argument.ts'
import { type Payload, payloadOf, withBody } from '../report/payload.ts'
import { currentMode, newId, record, report } from '../report/report.ts'

interface Noted {
  id: number
  url: string
  method: string
  body: Payload | undefined
  signal: unknown
}

const requestUrl = getter<string>(Request.prototype, 'url')!
const requestMethod = getter<string>(Request.prototype, 'method')!
const requestSignal = getter<AbortSignal>(Request.prototype, 'signal')!

/**
 * Observes `fetch`. Arguments are seen as the browser converts them, once: `init` is handed on behind a proxy that only notes
 * what is read. While watched the page gets a promise derived from the browser's, so that status and headers are known
 * before the page goes on; otherwise the browser's own.
 */
export function hookFetch(): (Patch | undefined)[] {
  // What a wrapper of the page's makes of its promise (handled or not, a class of its own) is not to be guessed.
  const derives = !isOfPage(ownValue(window, 'fetch'))
  return [
    patchMethod(window, 'fetch', (native, self, args: ArrayLike<unknown>) => {
      if (args.length === 0) return apply(native, self, args) // nothing is asked for
      const one: Noted = { id: newId(), url: '', method: 'GET', body: undefined, signal: undefined }
      let text: TextArgument | undefined
      let passed = args
      try {
        const input = argument(args, 0)
        const init = argument(args, 1)
        if (!noteRequest(input, one)) text = textArgument(input)
        const first = text ? text.passed : input
        const noted = (typeof init === 'object' && init !== null) || typeof init === 'function'
        if (noted && isLate()) noteInit(init, one)
        const second = noted && !isLate() ? noting(init, one) : init
        // The browser takes two, but a wrapper of the page's below us may take more.
        if (args.length > 2) passed = withFirst(args, first, second)
        else if (second !== init) passed = [first, second]
        else if (first !== input) passed = args.length > 1 ? [first, init] : [first]
      } catch {
        passed = args
      }
      const promise = apply(native, self, passed) as Promise<Response>
      try {
        return started(promise, one, text, derives)
      } catch {
        return promise
      }
    }),
  ]
}

/** Reports the request, once the browser has read its arguments. */
function started(
  promise: Promise<Response>,
  one: Noted,
  text: TextArgument | undefined,
  derives: boolean,
): Promise<Response> {
  if (text) {
    if (text.text === undefined) return promise // the conversion threw: there is no request
    one.url = absolute(text.text)
  }
  report(() => {
    const event = record('request', one.id)
    event['api'] = 'fetch'
    event['method'] = one.method
    event['url'] = one.url
    return withBody(event, one.body)
  })
  // Derived, its rejection would come a microtask later than a page may count on.
  if (aborted(one.signal)) {
    failed(one.id, 'abort')
    return promise
  }
  if (currentMode() !== watched || !derives || !derivesNatively()) {
    awaitByUrl(one.url, one.id)
    return promise
  }
  return derive(
    promise,
    (response) => {
      follow(response, one.id, one.method, one.signal)
    },
    (reason) => failed(one.id, outcomeOf(reason, one.signal)),
  )
}

/** Notes what a Request says; false for anything else. */
function noteRequest(input: unknown, noted: Noted): boolean {
  const url = typeof input === 'object' && input !== null ? brand(requestUrl, input) : undefined
  if (url === undefined) return false
  noted.url = url
  noted.method = requestMethod(input)
  noted.signal = requestSignal(input)
  return true
}

function note(noted: Noted, key: PropertyKey, value: unknown): void {
  if (key === 'method' && typeof value === 'string') noted.method = methodOf(value)
  else if (key === 'body' && value !== null && value !== undefined) noted.body = payloadOf(value)
  else if (key === 'signal' && typeof value === 'object' && value !== null) noted.signal = value
}

/**
 * What an init says of itself, for when it must be handed on as it is: no getter of the page runs, but where it is a Proxy of the
 * page, that sees itself asked for three descriptors.
 */
function noteInit(init: object, noted: Noted): void {
  note(noted, 'method', ownValue(init, 'method'))
  note(noted, 'body', ownValue(init, 'body'))
  note(noted, 'signal', ownValue(init, 'signal'))
}

/**
 * `init` behind a proxy that notes method, body and signal as the browser reads them: getters of the page run once, in their
 * order. The proxy is over an object of ours: over `init` itself, the language would have each member looked up once more to
 * see that the trap tells the truth, and where `init` is a Proxy of the page, that is the page's to see.
 *
 * The browser only gets members. The other traps are for another extension's wrapper below us, which may copy what it is given.
 */
function noting(init: object, noted: Noted): object {
  return new NativeProxy({ __proto__: null }, {
    __proto__: null,
    get(_target: object, key: PropertyKey) {
      const value = get(init, key, init)
      try {
        note(noted, key, value)
      } catch {
        // only a note is lost
      }
      return value
    },
    has: (_target: object, key: PropertyKey) => has(init, key),
    ownKeys: () => ownKeys(init),
    getPrototypeOf: () => getPrototypeOf(init),
    getOwnPropertyDescriptor(_target: object, key: PropertyKey) {
      const descriptor = getOwnPropertyDescriptor(init, key)
      // A proxy may not call fixed what its target does not have.
      if (descriptor) descriptor.configurable = true
      return descriptor
    },
  } as ProxyHandler<object>)
}
