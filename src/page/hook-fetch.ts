import { watched } from '../wire/page-message.ts'
import { derive } from './derive.ts'
import { outcomeOf } from './failure.ts'
import { absolute, apply, argument, brand, get, getter, NativeProxy, toUpperCase } from './natives.ts'
import { type Patch, patchMethod } from './patch.ts'
import { type Payload, payloadOf, withBody } from './payload.ts'
import { currentMode, newId, record, report } from './report.ts'
import { awaitByUrl, failed, follow } from './responses.ts'
import { type TextArgument, textArgument } from './text-argument.ts'

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
        if (noted) passed = [first, noting(init, one)]
        else if (first !== input) passed = args.length > 1 ? [first, init] : [first]
      } catch {
        passed = args
      }
      const promise = apply(native, self, passed) as Promise<Response>
      try {
        return started(promise, one, text)
      } catch {
        return promise
      }
    }),
  ]
}

/** Reports the request, once the browser has read its arguments. */
function started(promise: Promise<Response>, one: Noted, text: TextArgument | undefined): Promise<Response> {
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
  if (currentMode() !== watched) {
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

/**
 * `init` behind a proxy that notes method, body and signal as the browser reads them: getters of the page run once, in their
 * order.
 */
function noting(init: object, noted: Noted): object {
  return new NativeProxy(init, {
    __proto__: null,
    get(target: object, key: PropertyKey) {
      const value = get(target, key, target)
      try {
        if (key === 'method' && typeof value === 'string') noted.method = toUpperCase(value)
        else if (key === 'body' && value !== null && value !== undefined) noted.body = payloadOf(value)
        else if (key === 'signal' && typeof value === 'object' && value !== null) noted.signal = value
      } catch {
        // only a note is lost
      }
      return value
    },
  } as ProxyHandler<object>)
}
