import { watched } from '../../wire/page-message.ts'
import { awaitByUrl, failed, follow } from '../body/responses.ts'
import { derive, resolvesNatively } from '../browser/derive.ts'
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
import { record } from '../report/record.ts'
import { currentMode, newId, report } from '../report/report.ts'

interface Noted {
  id: number
  url: string
  method: string
  body: Payload | undefined
  signal: unknown
}

const responsePrototype = Response.prototype
const requestUrl = getter<string>(Request.prototype, 'url')!
const requestMethod = getter<string>(Request.prototype, 'method')!
const requestSignal = getter<AbortSignal>(Request.prototype, 'signal')!

/**
 * Observes `fetch`. Arguments are observed as the browser converts them, once: `init` is passed on behind a proxy that only
 * notes which members are read. While watched the page receives a promise derived from the browser's, so that status and
 * headers are reported before the page continues; otherwise it receives the browser's own promise.
 */
export function hookFetch(): (Patch | undefined)[] {
  // A wrapper of the page may mark its promise as handled or use a class of its own, so its promise is not derived from.
  const derives = !isOfPage(ownValue(window, 'fetch'))
  return [
    patchMethod(window, 'fetch', (native, self, args: ArrayLike<unknown>) => {
      if (args.length === 0) return apply(native, self, args) // without arguments there is no request
      const request: Noted = { id: newId(), url: '', method: 'GET', body: undefined, signal: undefined }
      let text: TextArgument | undefined
      let passed = args
      try {
        const input = argument(args, 0)
        const init = argument(args, 1)
        if (!noteRequest(input, request)) text = textArgument(input)
        const first = text ? text.passed : input
        const hasInit = (typeof init === 'object' && init !== null) || typeof init === 'function'
        if (hasInit && isLate()) noteInit(init, request)
        const second = hasInit && !isLate() ? noting(init, request) : init
        // The browser takes two arguments, but a wrapper of the page below the hook may take more.
        if (args.length > 2) passed = withFirst(args, first, second)
        else if (second !== init) passed = [first, second]
        else if (first !== input) passed = args.length > 1 ? [first, init] : [first]
      } catch {
        passed = args
      }
      const promise = apply(native, self, passed) as Promise<Response>
      try {
        return started(promise, request, text, derives)
      } catch {
        return promise
      }
    }),
  ]
}

/**
 * Reports the request, once the browser has read its arguments.
 * @returns the promise that the page receives
 */
function started(
  promise: Promise<Response>,
  request: Noted,
  text: TextArgument | undefined,
  derives: boolean,
): Promise<Response> {
  if (text) {
    if (text.text === undefined) return promise // the conversion to text threw: there is no request
    request.url = absolute(text.text)
  }
  report(() => {
    const event = record('request', request.id)
    event['api'] = 'fetch'
    event['method'] = request.method
    event['url'] = request.url
    return withBody(event, request.body)
  })
  // A derived promise would reject a microtask later than the page may rely on.
  if (aborted(request.signal)) {
    failed(request.id, 'abort')
    return promise
  }
  if (currentMode() !== watched || !derives || !resolvesNatively(responsePrototype)) {
    awaitByUrl(request.url, request.id)
    return promise
  }
  return derive(
    promise,
    (response) => {
      follow(response, request.id, request.method, request.signal)
    },
    (reason) => failed(request.id, outcomeOf(reason, request.signal)),
    responsePrototype,
  )
}

/** Copies URL, method and signal of a Request; returns false for any other value. */
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
 * Notes the own data properties of an `init` that must be passed on unchanged. No getter of the page runs, but where `init`
 * is a Proxy of the page, its handler is asked for three descriptors.
 */
function noteInit(init: object, noted: Noted): void {
  note(noted, 'method', ownValue(init, 'method'))
  note(noted, 'body', ownValue(init, 'body'))
  note(noted, 'signal', ownValue(init, 'signal'))
}

/**
 * Wraps `init` in a proxy that notes method, body and signal as the browser reads them, so that getters of the page run
 * once and in their order. The proxy's target is an object of ours: over `init` itself, the language would look each member
 * up once more to verify the trap's result, and where `init` is a Proxy of the page, the page would notice.
 *
 * The browser only uses `get`. The other traps serve a wrapper by another extension below the hook, which may copy `init`.
 */
function noting(init: object, noted: Noted): object {
  return new NativeProxy({ __proto__: null }, {
    __proto__: null,
    get(_target: object, key: PropertyKey) {
      const value = get(init, key, init)
      try {
        note(noted, key, value)
      } catch {
        // only the note is lost
      }
      return value
    },
    has: (_target: object, key: PropertyKey) => has(init, key),
    ownKeys: () => ownKeys(init),
    getPrototypeOf: () => getPrototypeOf(init),
    getOwnPropertyDescriptor(_target: object, key: PropertyKey) {
      const descriptor = getOwnPropertyDescriptor(init, key)
      // A proxy must not report a property as non-configurable that its target does not have.
      if (descriptor) descriptor.configurable = true
      return descriptor
    },
  } as ProxyHandler<object>)
}
