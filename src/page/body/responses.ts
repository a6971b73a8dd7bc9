import { bareList, getter, indexOf, NativeWeakMap, slice, uncurry, weakGet, weakSet } from '../browser/natives.ts'
import { record, report } from '../report/report.ts'
import { announcedLength, bodyKind } from './content-type.ts'
import { headBytes } from './head-bytes.ts'

/** A response of the page that is being followed; its clones share it. */
export interface Followed {
  id: number
  /** Its type says that it is read message by message: pieces are then kept whole. */
  streams: boolean
  textual: boolean
  over: boolean
  /** Octets that have been reported, in the pieces of one layer. */
  seen: number
  layer: Layer | undefined
  /** How many ends there are from which the body can still be read: the response, its clones, branches. */
  ends: number
  /** By which the page may abort it. */
  signal: unknown
}

/** What the pieces are: the body itself, or what a transform made of it. All ends of one layer deliver the same pieces. */
export interface Layer {
  /** The pieces add up to the body. */
  exact: boolean
  /** The pieces are the body's content, which may be shown. */
  readable: boolean
}
export const bodyLayer: Layer = { exact: true, readable: true }

interface Awaited {
  url: string
  id: number
}

const followed = new NativeWeakMap<object, Followed>()
/**
 * Requests of which the page got the browser's own promise: their responses are recognised by URL when they are read, the
 * oldest first. One that fails or is never read stays here until it is pushed out.
 */
let awaited = bareList<Awaited>()
const mostAwaited = 256

const readStatus = getter<number>(Response.prototype, 'status')!
const readHeaders = getter<Headers>(Response.prototype, 'headers')!
const readUrl = getter<string>(Response.prototype, 'url')!
const getHeader = uncurry(Headers.prototype.get) as (headers: Headers, name: string) => string | null
const forEachHeader = uncurry(Headers.prototype.forEach)

/** Remembers that the response to this URL will have to be recognised when the page reads it. */
export function awaitByUrl(url: string, id: number): void {
  const hash = indexOf(url, '#')
  awaited[awaited.length] = { url: hash < 0 ? url : slice(url, 0, hash), id } // as `response.url` gives it
  if (awaited.length > mostAwaited) takeAwaited(0)
}

function takeAwaited(index: number): void {
  const rest = bareList<Awaited>()
  for (let i = 0; i < awaited.length; i++) if (i !== index) rest[rest.length] = awaited[i]!
  awaited = rest
}

/** Starts to follow a response whose request has this id: reports status and headers. */
export function follow(response: object, id: number, method: string, signal?: unknown): Followed {
  const status = readStatus(response)
  const headers = readHeaders(response)
  const contentType = getHeader(headers, 'content-type') ?? ''
  const length = getHeader(headers, 'content-length')
  const encoding = getHeader(headers, 'content-encoding')
  const { streams, textual } = bodyKind(contentType)
  const one: Followed = {
    id,
    streams,
    textual,
    over: false,
    seen: 0,
    layer: undefined,
    ends: 1,
    signal,
  }
  weakSet(followed, response, one)
  report(() => {
    const event = record('response', id)
    event['status'] = status
    event['contentType'] = contentType
    const announced = announcedLength(length)
    if (announced !== undefined) event['length'] = announced
    if (encoding !== null) event['encoding'] = encoding
    if (status > 0) event['headerBytes'] = headBytes(readUrl(response), status, () => fieldBytes(headers))
    return event
  })
  // Statuses without a body, by the Fetch standard ("null body status"), are over with their headers.
  if (status === 204 || status === 205 || status === 304 || method === 'HEAD' || length === '0') finish(one, 'ok', 0)
  return one
}

/** The header fields as HTTP/1.1 text, as far as the page may read them. */
function fieldBytes(headers: Headers): number {
  let bytes = 0
  forEachHeader(headers, (value: string, name: string) => {
    bytes += name.length + value.length + 4
  })
  return bytes
}

/** What is known of a response that the page is about to read, if it is followed. */
export function followedOf(response: unknown): Followed | undefined {
  const known = weakGet(followed, response as object) as Followed | undefined
  if (known) return known
  let url: string
  try {
    url = readUrl(response)
  } catch {
    return undefined // not a response; the native will say so
  }
  if (url === '') return undefined // made by the page
  for (let i = 0; i < awaited.length; i++) {
    const { id, url: wanted } = awaited[i]!
    if (wanted !== url) continue
    takeAwaited(i)
    return follow(response as object, id, 'GET')
  }
  return undefined
}

/** A clone is the same response: whoever reads first tells. */
export function followClone(response: object, clone: object): void {
  const one = followedOf(response)
  if (!one) return
  one.ends++
  weakSet(followed, clone, one)
}

// Bodies that the page has taken out as streams. Asking for a body that it has not would make one.
const taken = new NativeWeakMap<object, object>()
const readLocked = getter<boolean>(ReadableStream.prototype, 'locked')!

export function noteTaken(response: object, body: object): void {
  weakSet(taken, response, body)
}

/** Whether the page reads the body as a stream, so that nothing else may. */
export function isLocked(response: unknown): boolean {
  const body = weakGet(taken, response as object)
  return body !== undefined && readLocked(body)
}

/** Reports that a request got no response. */
export function failed(id: number, outcome: string): void {
  report(() => {
    const event = record('finish', id)
    event['outcome'] = outcome
    return event
  })
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
