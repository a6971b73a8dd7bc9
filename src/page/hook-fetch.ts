import { watched } from '../wire/page-message.ts'
import { derive } from './derive.ts'
import { absolute, apply, get, getter, NativeProxy, readHref, toUpperCase } from './natives.ts'
import { type Patch, patchMethod } from './patch.ts'
import { type Payload, payloadOf, withBody } from './payload.ts'
import { currentMode, newId, record, report } from './report.ts'
import { awaitByUrl, finish, follow } from './responses.ts'

interface Noted {
  id: number
  url: string
  method: string
  body: Payload | undefined
}

const requestUrl = getter<string>(Request.prototype, 'url')!
const requestMethod = getter<string>(Request.prototype, 'method')!

/**
 * Observes `fetch`. Arguments are seen as the browser converts them, once: `init` is handed on behind a proxy that only notes
 * what is read. While watched the page gets a promise derived from the browser's, so that status and headers are known
 * before the page goes on; otherwise the browser's own.
 */
export function hookFetch(): (Patch | undefined)[] {
  return [
    patchMethod(window, 'fetch', (native, self, args: unknown[]) => {
      let noted: Noted | undefined
      let passed = args
      try {
        noted = note(args[0])
        const init = args[1]
        if (typeof init === 'object' && init !== null) passed = [args[0], noting(init, noted)]
      } catch {
        noted = undefined
        passed = args
      }
      const promise = apply(native, self, passed) as Promise<Response>
      if (!noted) return promise
      const one = noted
      started(one)
      if (currentMode() !== watched) {
        awaitByUrl(one.url, one.id)
        return promise
      }
      return derive(
        promise,
        (response) => {
          follow(response, one.id, one.method)
        },
        (reason) => {
          const aborted = (reason as { name?: unknown } | null)?.name === 'AbortError'
          finish({ id: one.id, streams: false, textual: false, over: false, seen: 0 }, aborted ? 'abort' : 'error')
        },
      )
    }),
  ]
}

/** URL and method of the first argument; objects that only the browser may convert are left without. */
function note(input: unknown): Noted {
  const noted: Noted = { id: newId(), url: '', method: 'GET', body: undefined }
  if (typeof input === 'string') noted.url = absolute(input)
  else if (typeof input === 'object' && input !== null) {
    try {
      noted.url = requestUrl(input)
      noted.method = requestMethod(input)
    } catch {
      noted.url = readHref(input)
    }
  }
  return noted
}

/** `init` behind a proxy that notes method and body as the browser reads them: getters of the page run once, in their order. */
function noting(init: object, noted: Noted): object {
  return new NativeProxy(init, {
    __proto__: null,
    get(target: object, key: PropertyKey) {
      const value = get(target, key, target)
      try {
        if (key === 'method' && typeof value === 'string') noted.method = toUpperCase(value)
        else if (key === 'body' && value !== null && value !== undefined) noted.body = payloadOf(value)
      } catch {
        // only a note is lost
      }
      return value
    },
  } as ProxyHandler<object>)
}

function started(noted: Noted): void {
  report(() => {
    const event = record('request', noted.id)
    event['api'] = 'fetch'
    event['method'] = noted.method
    event['url'] = noted.url
    return withBody(event, noted.body)
  })
}
