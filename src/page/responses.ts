import {
  getter,
  mapDelete,
  mapGet,
  mapSet,
  NativeMap,
  NativeWeakMap,
  testPattern,
  toInteger,
  uncurry,
  weakGet,
  weakSet,
} from './natives.ts'
import { record, report } from './report.ts'

/** A response of the page that is being followed. */
export interface Followed {
  id: number
  /** Its type says that it is read message by message: pieces are then kept whole. */
  streams: boolean
  textual: boolean
  over: boolean
  seen: number
}

const followed = new NativeWeakMap<object, Followed>()
/** Requests of which the page got the browser's own promise: their responses are recognised by URL when they are read. */
const awaited = new NativeMap<string, number>()

const readStatus = getter<number>(Response.prototype, 'status')!
const readHeaders = getter<Headers>(Response.prototype, 'headers')!
const readUrl = getter<string>(Response.prototype, 'url')!
const getHeader = uncurry(Headers.prototype.get) as (headers: Headers, name: string) => string | null
const forEachHeader = uncurry(Headers.prototype.forEach)

const streamingType =
  /^(text\/event-stream|multipart\/|application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq|stream\+json|grpc-web|connect\+))/i
const textualType = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript|x-www-form-urlencoded))/i

export const isStreamingType = (contentType: string) => testPattern(streamingType, contentType)
export const isTextualType = (contentType: string) => testPattern(textualType, contentType)

/** Remembers that the response to this URL will have to be recognised when the page reads it. */
export function awaitByUrl(url: string, id: number): void {
  mapSet(awaited, url, id)
}

/** Starts to follow a response whose request has this id: reports status and headers. */
export function follow(response: object, id: number, method: string): Followed {
  const status = readStatus(response)
  const headers = readHeaders(response)
  const contentType = getHeader(headers, 'content-type') ?? ''
  const length = getHeader(headers, 'content-length')
  const encoding = getHeader(headers, 'content-encoding')
  const one: Followed = {
    id,
    streams: isStreamingType(contentType),
    textual: isTextualType(contentType),
    over: false,
    seen: 0,
  }
  weakSet(followed, response, one)
  report(() => {
    const event = record('response', id)
    event['status'] = status
    event['contentType'] = contentType
    if (length !== null && testPattern(/^\d{1,15}$/, length)) event['length'] = toInteger(length, 10)
    if (encoding !== null) event['encoding'] = encoding
    if (status > 0) event['headerBytes'] = headerBytes(headers)
    return event
  })
  // Statuses without a body, by the Fetch standard ("null body status"), are over with their headers.
  if (status === 204 || status === 205 || status === 304 || method === 'HEAD' || length === '0') finish(one, 'ok', 0)
  return one
}

// 'HTTP/1.1 200 OK' and the blank line.
const statusLine = 19

/** The response head as HTTP/1.1 text, as far as the page may read it. */
function headerBytes(headers: Headers): number {
  let bytes = statusLine
  forEachHeader(headers, (value: string, name: string) => {
    bytes += name.length + value.length + 4
  })
  return bytes
}

/** What is known of a response that the page is about to read, if it is followed. */
export function followedOf(response: object): Followed | undefined {
  const known = weakGet(followed, response) as Followed | undefined
  if (known) return known
  let url: string
  try {
    url = readUrl(response)
  } catch {
    return undefined // not a response; the native will say so
  }
  const id = mapGet(awaited, url) as number | undefined
  if (id === undefined) return undefined
  mapDelete(awaited, url)
  return follow(response, id, 'GET')
}

/** A clone is the same response: whoever reads first tells. */
export function followClone(response: object, clone: object): void {
  const one = followedOf(response)
  if (one) weakSet(followed, clone, one)
}

/** Reports the end of an exchange, once. */
export function finish(one: Followed, outcome: string, bytes?: number, text?: string, cut?: boolean): void {
  if (one.over) return
  one.over = true
  report(() => {
    const event = record('finish', one.id)
    event['outcome'] = outcome
    if (bytes !== undefined) event['bytes'] = bytes
    if (text !== undefined) event['text'] = text
    if (cut) event['cut'] = true
    return event
  })
}
