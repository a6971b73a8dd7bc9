import { parseUrl } from '../parsed-url.ts'
import { operationsOf } from './body-operation.ts'
import { isIdentifier, namesSession, type ParameterClass, parameterClass } from './parameter-class.ts'

/** A part of a request whose value may or may not tell streams apart. */
export interface Part {
  name: string
  value: string
  kind: ParameterClass | 'path'
}

/** A request taken apart. */
export interface RequestParts {
  /** All that is fixed: requests of different shapes are never one stream. */
  shape: string
  parts: readonly Part[]
  /** What a batch asks for; one batch may ask for more than the next. */
  batch: readonly string[] | undefined
  /** The URL with the parts of these names as `*`. */
  pattern(hidden: (part: Part) => boolean): string
  cursor: string | undefined
  cacheBusted: boolean
  /** The session that the URL names. */
  session: string | undefined
  /** What the body names, if it names one thing. */
  operation: string
}

// SockJS: <server>/<session>/<transport>, the same on no two connections.
const sockJsSession = /\/\d{3}\/[a-z0-9]{8}(?=\/(websocket|xhr|eventsource|htmlfile|jsonp))/

/**
 * @param url absolute, as the browser resolved it; anything else is its own shape
 * @param body head of the request body, if it was text
 */
export function requestParts(method: string, url: string, body?: string): RequestParts {
  const parsed = parseUrl(url)
  if (!parsed) return whole(`${method} ${url}`, url)
  const segments = parsed.pathname
    .replace(/;[^/]*/g, '') // matrix parameters such as ;jsessionid=
    .replace(sockJsSession, '/*/*')
    .split('/')
  const parts: Part[] = []
  const path = segments.map((segment, index) => {
    if (!isIdentifier(segment)) return segment
    parts.push({ name: `/${index}`, value: segment, kind: 'path' })
    return '*'
  })
  // tRPC: `/trpc/a,b?batch=1`.
  const procedures = path.at(-1)!
  const listed = /^[\w.]+(,[\w.]+)+$/.test(procedures) ? procedures.split(',').sort() : undefined
  if (listed) path[path.length - 1] = '*'
  let cursor: string | undefined
  let cacheBusted = false
  let session: string | undefined
  const names: string[] = []
  const query = parsed.search.length > 1 ? parsed.search.slice(1).split('&') : []
  const parameters: Part[] = []
  for (const text of query) {
    const equals = text.indexOf('=')
    const name = decoded(equals < 0 ? text : text.slice(0, equals))
    const value = equals < 0 ? '' : decoded(text.slice(equals + 1))
    const kind = listed && name === 'input' ? 'cache-buster' : parameterClass(name, value)
    parameters.push({ name, value, kind })
    if (kind === 'cursor') cursor = value
    if (kind === 'session' && value !== '' && namesSession(name)) session = `${name}=${value}`
    if (kind === 'cache-buster') cacheBusted = true
    // What is there one time and not the next (a session not yet begun, a cache-buster on a retry) must not split a stream.
    if (kind !== 'session' && kind !== 'cache-buster') names.push(name)
  }
  names.sort()
  const asked = body === undefined ? [] : operationsOf(body)
  const batch = listed ?? (asked.length > 1 ? asked : undefined)
  const operation = asked.length === 1 ? asked[0]! : ''
  return {
    shape: `${method} ${parsed.origin}${path.join('/')}?${names.join('&')}${operation && ` ${operation}`}`,
    parts: [...parts, ...parameters],
    batch,
    cursor,
    cacheBusted,
    session,
    operation,
    pattern(hidden) {
      const ids = new Map(parts.map((part) => [part.name, part]))
      const shown = path.map((segment, index) => {
        const part = ids.get(`/${index}`)
        return part && !hidden(part) ? part.value : segment
      })
      const texts = parameters.map((part) => `${part.name}=${hidden(part) ? '*' : part.value}`)
      return parsed.origin + shown.join('/') + (texts.length > 0 ? `?${texts.join('&')}` : '')
    },
  }
}

const whole = (shape: string, url: string): RequestParts => ({
  shape,
  parts: [],
  batch: undefined,
  pattern: () => url,
  cursor: undefined,
  cacheBusted: false,
  session: undefined,
  operation: '',
})

function decoded(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
