import { parseUrl } from '../base/parsed-url.ts'
import { operationsOf } from './body-operation.ts'
import {
  isGenerated,
  isIdentifier,
  namesPage,
  namesSession,
  type ParameterClass,
  parameterClass,
} from './parameter-class.ts'

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
  cursor: string | undefined
  cacheBusted: boolean
  /** The number of a page of something longer. */
  page: number | undefined
  /** The session that the URL names. */
  session: string | undefined
  /** What the body names, if it names one thing. */
  operation: string
  /** What it was taken apart into: the next request is mostly the same. */
  address: Address
  query: readonly Parameter[]
}

/** What a URL has before its query. */
interface Address {
  method: string
  origin: string
  pathname: string
  /** Its segments, those that are ids as `*`. */
  segments: readonly string[]
  ids: readonly Part[]
  /** tRPC: `/trpc/a,b?batch=1`. */
  procedures: readonly string[] | undefined
}

interface Parameter {
  /** As it stands in the URL. */
  text: string
  part: Part
}

// SockJS: <server>/<session>/<transport>, the same on no two connections.
const sockJsSession = /\/\d{1,3}\/[a-z0-9]{8}(?=\/(websocket|xhr|eventsource|htmlfile|jsonp))/

/**
 * @param url absolute, as the browser resolved it; anything else is its own shape
 * @param body head of the request body, if it was text
 * @param before a request to the same path, of which what is the same need not be looked at again
 */
export function requestParts(method: string, url: string, body?: string, before?: RequestParts): RequestParts {
  const parsed = parseUrl(url)
  if (!parsed) return unparsed(method, url)
  const { origin, pathname, search } = parsed
  const known = before?.address
  const same = known?.pathname === pathname && known.origin === origin && known.method === method
  const address = same ? known : addressOf(method, origin, pathname)
  const query = queryOf(search, address, before?.query)
  const asked = body === undefined ? noBodyOperations : operationsOf(body)
  const operation = asked.length === 1 ? asked[0]! : ''
  const alike = same && operation === before!.operation && isNamedAlike(query, before!.query)
  let cursor: string | undefined
  let cacheBusted = false
  let page: number | undefined
  let session: string | undefined
  const parts = [...address.ids]
  for (const { part } of query) {
    const { name, value, kind } = part
    parts.push(part)
    if (kind === 'cursor') cursor = value
    if (kind === 'session' && value !== '' && namesSession(name)) session = `${name}=${value}`
    if (kind === 'page' && namesPage(name) && /^\d{1,7}$/.test(value)) page = Number(value)
    if (kind === 'cache-buster') cacheBusted = true
  }
  return {
    shape: alike ? before!.shape : shapeOf(address, query, operation),
    parts,
    batch: address.procedures ?? (asked.length > 1 ? asked : undefined),
    cursor,
    cacheBusted,
    page,
    session,
    operation,
    address,
    query,
  }
}

const noBodyOperations: readonly string[] = []

// A piece of a live video or of what goes with it: of one kind by its name but for the number.
const numberedMediaFile = /^([\w.-]*?)\d+(\.(?:ts|m4s|m4a|m4v|mp4|aac|cmf[atv]|webm|vtt|jpe?g))$/i

function addressOf(method: string, origin: string, pathname: string): Address {
  const ids: Part[] = []
  const segments = pathname
    .replace(/;[^/]*/g, '') // matrix parameters such as ;jsessionid=
    .replace(sockJsSession, '/*/*')
    .split('/')
    .map((segment, index) => {
      const piece = numberedMediaFile.exec(segment)
      if (!piece && !isIdentifier(segment)) return segment
      ids.push({ name: `/${index}`, value: segment, kind: 'path' })
      return piece ? `${piece[1]}*${piece[2]}` : '*'
    })
  const last = segments.at(-1)!
  const procedures = /^[\w.]+(,[\w.]+)+$/.test(last) ? last.split(',').sort() : undefined
  if (procedures) segments[segments.length - 1] = '*'
  return { method, origin, pathname, segments, ids, procedures }
}

function queryOf(search: string, { procedures }: Address, before: readonly Parameter[] = []): readonly Parameter[] {
  if (search.length < 2) return noQuery
  return search
    .slice(1)
    .split('&')
    .filter((text) => text !== '') // Phoenix joins what it has by `&`, also where it has nothing yet
    .map((text, index) => {
      const known = before[index]
      return known?.text === text ? known : parameterOf(text, search, procedures !== undefined)
    })
}

const noQuery: readonly Parameter[] = []

// Engine.IO counts on with letters and digits (its `yeast`), which look like a word.
const engineIoQuery = /[?&]EIO=\d/

function parameterOf(text: string, search: string, batch: boolean): Parameter {
  const equals = text.indexOf('=')
  if (equals < 0 && isGenerated(text)) return { text, part: { name: '', value: text, kind: parameterClass('', text) } }
  const name = decoded(equals < 0 ? text : text.slice(0, equals))
  const value = equals < 0 ? '' : decoded(text.slice(equals + 1))
  const counts = (batch && name === 'input') || (name === 't' && engineIoQuery.test(search))
  const kind = counts ? 'cache-buster' : parameterClass(name, value)
  return { text, part: { name, value, kind } }
}

// What is there one time and not the next (a session not yet begun, a cursor before the first news, a cache-buster on a retry)
// must not split a stream.
const isFixed = ({ kind }: Part) => kind !== 'session' && kind !== 'cache-buster' && kind !== 'cursor'

function isNamedAlike(query: readonly Parameter[], before: readonly Parameter[]): boolean {
  if (query.length !== before.length) return false
  return query.every(({ part }, index) => {
    const other = before[index]!.part
    return part === other || (part.name === other.name && isFixed(part) === isFixed(other))
  })
}

function shapeOf({ method, origin, segments }: Address, query: readonly Parameter[], operation: string): string {
  const names = query.flatMap(({ part }) => (isFixed(part) ? [part.name] : [])).sort()
  return `${method} ${origin}${segments.join('/')}?${names.join('&')}${operation && ` ${operation}`}`
}

/** The URL for people, with the parts that are hidden as `*`. */
export function patternOf({ address, query }: RequestParts, hidden: (part: Part) => boolean): string {
  const { origin, segments, ids } = address
  const path = [...segments]
  for (const id of ids) if (!hidden(id)) path[Number(id.name.slice(1))] = id.value
  const texts = query.map(({ part }) => `${part.name}${part.name && '='}${hidden(part) ? '*' : part.value}`)
  return origin + path.join('/') + (texts.length > 0 ? `?${texts.join('&')}` : '')
}

const unparsed = (method: string, url: string): RequestParts => ({
  shape: `${method} ${url}`,
  parts: [],
  batch: undefined,
  cursor: undefined,
  cacheBusted: false,
  page: undefined,
  session: undefined,
  operation: '',
  address: { method, origin: url, pathname: '', segments: [''], ids: [], procedures: undefined },
  query: noQuery,
})

function decoded(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
