import {
  bareList,
  getter,
  indexOf,
  NativeWeakMap,
  slice,
  uncurry,
  weakDelete,
  weakGet,
  weakSet,
} from '../browser/natives.ts'
import { batchNumber } from '../report/batch.ts'
import { maxPayload } from '../report/payload.ts'
import { type Record, record } from '../report/record.ts'
import { report } from '../report/report.ts'
import { announcedLength, bodyKind } from './content-type.ts'
import { headBytes } from './head-bytes.ts'

/** A response of the page whose body is being followed. The response and its clones share this record. */
export interface Followed {
  id: number
  /** The content type says that the body is a sequence of messages, so its pieces are kept whole. */
  streams: boolean
  textual: boolean
  /** The head says that the body is not much longer than the longest payload that is kept. */
  small: boolean
  over: boolean
  /** Bytes of the body reported so far, counted in the pieces of `layer`. */
  seen: number
  layer: Layer | undefined
  /** Strands from which the body can still be read: the response itself, its clones, the branches of `tee()`. */
  ends: number
  /** The AbortSignal of the request, by which the page may abort it. */
  signal: unknown
  /** The report of the response head, until the page begins to read the body, and the batch that takes the report along. */
  head: Record | undefined
  batch: number
}

/**
 * What a strand delivers: the body itself, or the body inflated by a DecompressionStream. All strands of one layer deliver the
 * same bytes.
 */
export type Layer = typeof bodyLayer | typeof inflatedLayer
export const bodyLayer = 'body'
export const inflatedLayer = 'inflated'

/** JSON is rarely compressed to less than an eighth. */
const usualRatio = 8

interface Awaited {
  url: string
  id: number
}

const followed = new NativeWeakMap<object, Followed>()
/**
 * Requests for which the page received the browser's own promise. Their responses are recognised by URL when the page reads
 * them, the oldest request first. A request that fails or whose response is never read stays here until newer ones push it
 * out.
 */
let awaited = bareList<Awaited>()
const maxAwaitedRequests = 256

const readStatus = getter<number>(Response.prototype, 'status')!
const readHeaders = getter<Headers>(Response.prototype, 'headers')!
const readUrl = getter<string>(Response.prototype, 'url')!
const getHeader = uncurry(Headers.prototype.get) as (headers: Headers, name: string) => string | null
const forEachHeader = uncurry(Headers.prototype.forEach)

/** Registers a request without a derived promise: its response is recognised by this URL when the page reads it. */
export function awaitByUrl(url: string, id: number): void {
  const hash = indexOf(url, '#')
  // without the fragment, as `response.url` has it
  awaited[awaited.length] = { url: hash < 0 ? url : slice(url, 0, hash), id }
  if (awaited.length > maxAwaitedRequests) takeAwaited(0)
}

function takeAwaited(index: number): void {
  const rest = bareList<Awaited>()
  for (let i = 0; i < awaited.length; i++) if (i !== index) rest[rest.length] = awaited[i]!
  awaited = rest
}

/**
 * Starts to follow the response to request `id` and reports its status and headers.
 * @param method in capitals; a response to HEAD has no body
 * @param signal the AbortSignal of the request, if it has one
 */
export function follow(response: object, id: number, method: string, signal?: unknown): Followed {
  const status = readStatus(response)
  const headers = readHeaders(response)
  const contentType = getHeader(headers, 'content-type') ?? ''
  const length = getHeader(headers, 'content-length')
  const encoding = getHeader(headers, 'content-encoding')
  const { streams, textual } = bodyKind(contentType)
  const announced = announcedLength(length)
  const exchange: Followed = {
    id,
    streams,
    textual,
    small: announced !== undefined && announced <= (encoding === null ? maxPayload : maxPayload / usualRatio),
    over: false,
    seen: 0,
    layer: undefined,
    ends: 1,
    signal,
    head: undefined,
    batch: batchNumber(),
  }
  weakSet(followed, response, exchange)
  report(() => {
    const event = record('response', id)
    event['status'] = status
    event['contentType'] = contentType
    if (announced !== undefined) event['length'] = announced
    if (encoding !== null) event['encoding'] = encoding
    event['unread'] = true
    exchange.head = event
    if (status > 0) event['headerBytes'] = headBytes(readUrl(response), status, () => fieldBytes(headers))
    return event
  })
  // Statuses without a body by the Fetch standard ("null body status") end the exchange with their headers.
  if (status === 204 || status === 205 || status === 304 || method === 'HEAD' || length === '0')
    finish(exchange, 'ok', 0)
  return exchange
}

/** Takes note that the page has begun to read the body: mostly before the report of the head has left. */
export function noteReading(exchange: Followed): void {
  const { head } = exchange
  if (!head) return
  exchange.head = undefined
  if (exchange.batch === batchNumber()) return void delete head['unread']
  report(() => {
    const event = record('chunk', exchange.id)
    event['bytes'] = 0
    return event
  })
}

/** Bytes of the header fields as HTTP/1.1 text, as far as the page may read them. */
function fieldBytes(headers: Headers): number {
  let bytes = 0
  forEachHeader(headers, (value: string, name: string) => {
    bytes += name.length + value.length + 4
  })
  return bytes
}

/** The record of a response that the page is about to read; undefined where the response is not followed. */
export function followedOf(response: unknown): Followed | undefined {
  const known = weakGet(followed, response as object) as Followed | undefined
  if (known) return known
  let url: string
  try {
    url = readUrl(response)
  } catch {
    return undefined // not a Response; the native method will throw
  }
  if (url === '') return undefined // a Response that the page constructed
  for (let i = 0; i < awaited.length; i++) {
    const { id, url: wanted } = awaited[i]!
    if (wanted !== url) continue
    takeAwaited(i)
    return follow(response as object, id, 'GET')
  }
  return undefined
}

/** Shares the record of a response with its clone: each byte is reported where the page reads it first. */
export function followClone(response: object, clone: object): void {
  weakDelete(taken, response) // which has another stream now; the one that the page took is locked
  const exchange = followedOf(response)
  if (!exchange) return
  exchange.ends++
  followAs(clone, exchange)
}

/** Registers another response from which the body of an exchange can be read. */
export function followAs(response: object, exchange: Followed): void {
  weakSet(followed, response, exchange)
}

// Bodies that the page has taken out as streams. Reading `response.body` where the page has not would create a stream.
const taken = new NativeWeakMap<object, object>()
const readLocked = getter<boolean>(ReadableStream.prototype, 'locked')!

/** Registers the stream that the page received from `response.body`. */
export function noteTaken(response: object, body: object): void {
  weakSet(taken, response, body)
}

/** The stream that the page received from `response.body`, if it has asked for it. */
export const takenFrom = (response: unknown) => weakGet(taken, response as object) as object | undefined

/** Whether the page holds a reader on the body's stream, so that methods such as `text()` will reject. */
export function isLocked(response: unknown): boolean {
  const body = takenFrom(response)
  return body !== undefined && readLocked(body)
}

/**
 * Reports that a request ended without a response.
 * @param outcome 'abort', 'timeout' or 'error'
 */
export function failed(id: number, outcome: string): void {
  report(() => {
    const event = record('finish', id)
    event['outcome'] = outcome
    return event
  })
}

/**
 * Reports the end of an exchange; later calls for the same exchange do nothing.
 * @param bytes size of the whole body, decoded
 * @param text head of the body
 * @param cut the body was longer than what was reported of it
 * @param data head of a body that was read as octets
 */
export function finish(
  exchange: Followed,
  outcome: string,
  bytes?: number,
  text?: string,
  cut?: boolean,
  data?: Uint8Array,
): void {
  if (exchange.over) return
  exchange.over = true
  exchange.head = undefined
  report(() => {
    const event = record('finish', exchange.id)
    event['outcome'] = outcome
    if (bytes !== undefined) event['bytes'] = bytes
    if (text !== undefined) event['text'] = text
    if (data !== undefined) event['data'] = data
    if (cut) event['cut'] = true
    return event
  })
}
