import { mediaFileEndings } from '../base/media-types.ts'
import { parseUrl } from '../base/parsed-url.ts'
import { operationsOf } from './body-operation.ts'
import { noOperations } from './operation.ts'
import {
  isGenerated,
  isIdentifier,
  namesBackCursor,
  namesPage,
  namesSession,
  type ParameterClass,
  parameterClass,
} from './parameter-class.ts'

/**
 * A part of a request that may change from one request to the next: a query parameter, or a segment of the path that is an id.
 */
export interface Part {
  name: string
  value: string
  kind: ParameterClass | 'path'
}

/** A request taken apart into the fixed shape and the parts that may change. */
export interface RequestParts {
  /** Method, origin, path, names of parameters and operation: requests of different shapes are never one stream. */
  shape: string
  parts: readonly Part[]
  /** The operations of a batch, of which the next batch may have more or fewer. */
  batch: readonly string[] | undefined
  cursor: string | undefined
  /** The cursor asks for what is older. */
  readsBack: boolean
  cacheBusted: boolean
  /** The page number or offset that the request has. */
  page: number | undefined
  /** The session of a library that the URL names, as `name=value`. */
  librarySession: string | undefined
  /** The operation that the body names; '' where it names none or several. */
  operation: string
  /** Intermediate results, for the next request to the path, which mostly differs little. */
  address: Address
  query: readonly Parameter[]
}

/** The method of a request, and its URL up to the query. */
interface Address {
  method: string
  origin: string
  pathname: string
  /** Segments of the path, those that are ids as `*`. */
  segments: readonly string[]
  ids: readonly Part[]
  /** The procedures of a tRPC batch, as in `/trpc/a,b?batch=1`. */
  procedures: readonly string[] | undefined
}

interface Parameter {
  /** Name and value as they are in the URL, not decoded. */
  text: string
  part: Part
}

// SockJS: <server>/<session>/<transport>, of which server and session are new for each connection.
const sockJsSession = /\/\d{1,3}\/[a-z0-9]{8}(?=\/(websocket|xhr|eventsource|htmlfile|jsonp))/

// PubNub: publish/<key>/<key>/0/<channel>/<callback>/<message>.
const pubNubMessage = /(\/publish\/[^/]+\/[^/]+\/\d+\/[^/]+\/\d+)\/[^/]+/

/**
 * Takes a request apart.
 * @param url absolute, as the browser resolved it; any other text is a shape of its own
 * @param named what names its operation: the beginning of the body, if it is text, or a header
 * @param before an earlier request to the path: results for equal path and parameters are taken from it, to save time
 */
export function requestParts(
  method: string,
  url: string,
  named: { body?: string | undefined; operation?: string | undefined } = {},
  before?: RequestParts,
): RequestParts {
  const parsed = parseUrl(url)
  if (!parsed) return unparsed(method, url)
  const { origin, pathname, search } = parsed
  const known = before?.address
  const same = known?.pathname === pathname && known.origin === origin && known.method === method
  const address = same ? known : addressOf(method, origin, pathname)
  const query = queryOf(search, address, before?.query)
  const { body } = named
  const ofBody = body === undefined ? noOperations : operationsOf(body)
  // A header has the name of an operation that the body only holds as a number, or not at all.
  const operations = named.operation && ofBody.length < 2 ? [`operation:${named.operation}`] : ofBody
  const operation = operations.length === 1 ? operations[0]! : ''
  const alike = same && operation === before!.operation && isNamedAlike(query, before!.query)
  let cursor: string | undefined
  let readsBack = false
  let cacheBusted = false
  let page: number | undefined
  let librarySession: string | undefined
  const parts = [...address.ids]
  for (const { part } of query) {
    const { name, value, kind } = part
    parts.push(part)
    if (kind === 'cursor') {
      cursor = value
      readsBack = namesBackCursor(name)
    }
    if (kind === 'session' && value !== '' && namesSession(name)) librarySession = `${name}=${value}`
    if (kind === 'page' && namesPage(name) && /^\d{1,7}$/.test(value)) page = Number(value)
    if (kind === 'cache-buster') cacheBusted = true
  }
  return {
    shape: alike ? before!.shape : shapeOf(address, query, operation),
    parts,
    batch: address.procedures ?? (operations.length > 1 ? operations : undefined),
    cursor,
    readsBack,
    cacheBusted,
    page,
    librarySession,
    operation,
    address,
    query,
  }
}

// A numbered piece of a live video, or a part of one, of its sound, subtitles or pictures: the numbers in its name are an id.
const numberedMediaFile = new RegExp(`^([\\w.-]*?)\\d+(?:\\.\\d+)?(\\.(?:${mediaFileEndings}|vtt|jpe?g))$`, 'i')

// What webpack's development server hands out at each change: `main.<hash of the build>.hot-update.json`.
const hotUpdateFile = /^((?:[\w-]+\.)?)[0-9a-f]{8,64}(\.(?:[\w-]+\.)?hot-update\.\w{2,4})$/i

function addressOf(method: string, origin: string, pathname: string): Address {
  const ids: Part[] = []
  const segments = pathname
    .replace(/;[^/]*/g, '') // matrix parameters such as ;jsessionid=
    .replace(sockJsSession, '/*/*')
    .replace(pubNubMessage, '$1/*')
    .split('/')
    .map((segment, index) => {
      const update = hotUpdateFile.exec(segment)
      const piece = update ?? numberedMediaFile.exec(segment)
      if (!piece && !isIdentifier(segment)) return segment
      ids.push({ name: `/${index}`, value: segment, kind: update ? 'session' : 'path' })
      return piece ? `${piece[1]}*${piece[2]}` : '*'
    })
  const last = segments.at(-1)!
  const procedures = /^[\w.]+(,[\w.]+)+$/.test(last) ? last.split(',').sort() : undefined
  if (procedures) segments[segments.length - 1] = '*'
  return { method, origin, pathname, segments, ids, procedures }
}

function queryOf(search: string, { procedures }: Address, before: readonly Parameter[] = []): readonly Parameter[] {
  if (search.length < 2) return noQuery
  const query: Parameter[] = []
  for (let from = 1, end = 0; from < search.length; from = end + 1) {
    end = search.indexOf('&', from)
    if (end < 0) end = search.length
    if (end === from) continue // Phoenix joins its parameters by `&`, even empty ones
    const known = before[query.length]
    const isKnown = known?.text.length === end - from && search.startsWith(known.text, from)
    query.push(isKnown ? known : parameterOf(search.slice(from, end), search, procedures !== undefined))
  }
  return query
}

const noQuery: readonly Parameter[] = []

// Engine.IO's `t` is a counter in letters and digits (`yeast`), whose values look like words.
const engineIoQuery = /[?&]EIO=\d/
// PubNub's measurements of the requests before, and its number of the request.
const pubNubQuery = /[?&]pnsdk=/
const pubNubMeasure = /^(l_[a-z]+|requestid)$/
// What Firebase's long polls by script elements carry: data, and its segment and number.
const firebaseQuery = /[?&]ser=\d+(&|$)/
const firebaseData = /^(d|seg|ts)\d+$/
// The columns that a reader has sorted a DataTables table by: the table asks one thing, in another order.
const dataTablesQuery = /[?&]draw=\d+&/
const dataTablesOrder = /^order\[\d+\]\[\w+\]$/

function parameterOf(text: string, search: string, batch: boolean): Parameter {
  const equals = text.indexOf('=')
  if (equals < 0 && isGenerated(text)) return { text, part: { name: '', value: text, kind: parameterClass('', text) } }
  const name = decoded(equals < 0 ? text : text.slice(0, equals))
  const value = equals < 0 ? '' : decoded(text.slice(equals + 1))
  const isChanging =
    (batch && name === 'input') ||
    (name === 't' && engineIoQuery.test(search)) ||
    (pubNubMeasure.test(name) && pubNubQuery.test(search)) ||
    (firebaseData.test(name) && firebaseQuery.test(search)) ||
    (dataTablesOrder.test(name) && dataTablesQuery.test(search))
  const kind = isChanging ? 'cache-buster' : parameterClass(name, value)
  return { text, part: { name, value, kind } }
}

// Parameters that only some requests of a stream have (a session that has begun, a cursor after the first news, a cache-buster
// on a retry) are not part of its shape.
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

/** The URL for people. @param hidden whether a part is shown as `*` */
export function patternOf({ address, query }: RequestParts, hidden: (part: Part) => boolean): string {
  const { origin, segments, ids } = address
  const path = [...segments]
  for (const id of ids) if (!hidden(id)) path[Number(id.name.slice(1))] = id.value
  const texts = query.map(({ part }) => `${part.name}${part.name && '='}${hidden(part) ? '*' : part.value}`)
  return origin + path.join('/') + (texts.length > 0 ? `?${texts.join('&')}` : '')
}

/** The parts of a request whose URL is not absolute: its shape is all there is. */
const unparsed = (method: string, url: string): RequestParts => ({
  shape: `${method} ${url}`,
  parts: [],
  batch: undefined,
  cursor: undefined,
  readsBack: false,
  cacheBusted: false,
  page: undefined,
  librarySession: undefined,
  operation: '',
  address: { method, origin: url, pathname: '', segments: [''], ids: [], procedures: undefined },
  query: noQuery,
})

function decoded(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
