import type { Bytes, Moment } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { Initiator } from '../../core/event/event.ts'
import { type Dialect, dialectOfLog } from './dialect.ts'
import { readContent } from './har-content.ts'
import { type Facts, harFacts } from './har-facts.ts'
import { initiatorOf } from './har-initiator.ts'
import { type HarKind, kindOf } from './har-kind.ts'
import {
  readClose,
  readFailure,
  readFrames,
  readSourceEvents,
  type SocketClose,
  type SocketFrame,
  type SourceEvent,
} from './har-messages.ts'
import { operationOf, postedText } from './har-request.ts'
import { spanOf } from './har-span.ts'
import { list, object, type Raw, size, status as statusOf, text } from './har-values.ts'

/** An entry of a HAR log, or of the developer tools' network log, normalised. */
export interface HarEntry {
  kind: HarKind
  /** The element that loads it; undefined where a script asks, or nothing tells. */
  initiator: Initiator | undefined
  method: string
  url: string
  start: Moment
  /** When status and headers had arrived. */
  first: Moment
  /** When the whole response had arrived, or the log was written. */
  end: Moment
  /**
   * The times allow that the entry had not ended when the log was written, if it is a connection or stream; other requests
   * are short.
   */
  open: boolean
  /** HTTP status; 0 without a response. */
  status: number
  /** The writer's error text; '' without an error. */
  error: string
  contentType: string
  accept: string
  /** The operation that a header names; '' where none does. */
  operation: string
  /** Size of the request body. */
  sent: Bytes
  sentText: string | undefined
  /** Size of the decoded response body. */
  bytes: Bytes
  /** Text of the response body, where the log holds it. */
  text: string | undefined
  /** The log holds only the beginning of the text. */
  cut: boolean
  /** Base64 of a response body that is no text, where the log holds it. */
  data: string | undefined
  /** The response has a Content-Length header. */
  announced: boolean
  /** Absolute URL that a redirect leads to. */
  redirect: string | undefined
  facts: Facts
  origin: Origin
  dialect: Dialect
  userAgent: string
  /** `Sec-WebSocket-Key`, which identifies a socket's handshake. */
  handshake: string | undefined
  subprotocol: string
  extensions: string
  frames: readonly SocketFrame[] | undefined
  events: readonly SourceEvent[] | undefined
  /** How a socket ended, where the writer recorded it. */
  closed: SocketClose | undefined
}

/** Facts that show where in the page a request came from. */
export interface Origin {
  /** Written by Chromium, which records more than Firefox and others. */
  chromium: boolean
  /** Chromium: sent by the page or a frame in its process, not by a worker or a frame of another site. */
  ofPage: boolean
  /** The entry's `pageref`, or ''. */
  page: string
  /** The request's header fields are those that were sent. Chromium does not see those of dedicated workers. */
  whole: boolean
  referrer: string
  /** URLs of the scripts on the call stack, innermost first. */
  scripts: readonly string[]
  /** `Sec-Fetch-Dest`, or what the other fields imply for it; '' where nothing is known. */
  destination: string
  initiator: string
  servedByWorker: boolean
}

/** UTF-16 units of the longest URL that an event may have; see core/event/field-kind.ts. */
const maxUrlLength = 8192
/** UTF-16 units; far more than any user agent has. */
const maxUserAgentLength = 2000
/** In ms since the Unix epoch; the year 2100. */
const latestStart = 4.1e12

/**
 * Reads an entry of a HAR log (http://www.softwareishard.com/blog/har-12-spec), with the extensions of its writer.
 * @param dialect the writer; derived from the entry, as one of a browser's network log, by default
 * @returns undefined where the value is no entry or not of network traffic. Never throws for plain data.
 */
export function readHarEntry(value: unknown, dialect: Dialect = dialectOfLog(value)): HarEntry | undefined {
  const entry = object(value)
  const request = object(entry['request'])
  const response = object(entry['response'])
  const asUrl = text(request['url'])
  const start = Date.parse(text(entry['startedDateTime']))
  if (!/^(https?|wss?):/.test(asUrl) || asUrl.length > maxUrlLength || !(start > 0 && start < latestStart))
    return undefined
  const method = text(request['method']).slice(0, 200) || 'GET'
  const requestFields = fieldsOf(request['headers'])
  const responseFields = fieldsOf(response['headers'])
  const status = statusOf(response['status'])
  const type = text(entry['_resourceType']).toLowerCase()
  const content = readContent(response, responseFields, dialect)
  const kind = kindOf(type, asUrl, method, requestFields, content.type, status)
  // Proxies record a socket as the HTTP request it begins with.
  const url = kind === 'websocket' ? asUrl.replace(/^http/, 'ws') : asUrl
  const { first, end, open } = spanOf(entry, start, dialect)
  const sentText = postedText(object(request['postData']))
  const sent = size(request['bodySize'])
  const origin: Origin = {
    chromium: dialect === 'chromium',
    ofPage: typeof entry['pageref'] === 'string',
    page: text(entry['pageref']),
    whole: isWhole(requestFields),
    referrer: (requestFields.get('referer') ?? '').slice(0, maxUrlLength),
    scripts: scriptsOf(object(entry['_initiator'])),
    destination: destinationOf(type, requestFields),
    initiator: text(object(entry['_initiator'])['type']),
    servedByWorker: isServedByWorker(entry, request, response, dialect),
  }
  return {
    kind,
    initiator: initiatorOf({ kind, type, url, requestFields, contentType: content.type }),
    method,
    url,
    start,
    first,
    end,
    open,
    status,
    error: errorOf(entry, response, status),
    contentType: content.type,
    accept: requestFields.get('accept') ?? '',
    operation: operationOf(requestFields),
    sent: sent === 0 && sentText !== undefined ? utf8Length(sentText) : sent,
    sentText,
    bytes: content.bytes,
    text: content.text,
    cut: content.cut,
    data: content.data,
    announced: responseFields.has('content-length'),
    redirect: redirectOf(status, url, text(response['redirectURL']) || responseFields.get('location')),
    facts: harFacts({ entry, request, response, requestFields, responseFields, url, method, dialect }),
    origin,
    dialect,
    userAgent: (requestFields.get('user-agent') ?? '').slice(0, maxUserAgentLength),
    handshake: requestFields.get('sec-websocket-key'),
    subprotocol: responseFields.get('sec-websocket-protocol') ?? '',
    extensions: responseFields.get('sec-websocket-extensions') ?? '',
    frames: readFrames(entry['_webSocketMessages']),
    events: readSourceEvents(entry['_eventSourceMessages'], content.text),
    closed: readClose(entry['_webSocketClose']) ?? readFailure(entry['_webSocketMessages']),
  }
}

/** Header fields by lower-case name; the first of each name. */
function fieldsOf(all: unknown): Map<string, string> {
  const fields = new Map<string, string>()
  for (const item of list(all)) {
    const name = text(object(item)['name']).toLowerCase()
    if (!fields.has(name)) fields.set(name, text(object(item)['value']))
  }
  return fields
}

/**
 * Whether the header fields are those that were sent: every request of HTTP/1.1 and HTTP/2 names its host, and a list
 * without it was guessed before the request was sent.
 */
export const isWhole = (requestFields: ReadonlyMap<string, string>) =>
  requestFields.has('host') || requestFields.has(':authority')

/** The error text of an entry. Playwright, and Charles for a request without a response, use fields of their own. */
function errorOf(entry: Raw, response: Raw, status: number): string {
  const writerText = text(response['_error'] ?? response['_failureText'] ?? entry['_error'])
  if (writerText !== '' || status !== 0) return writerText
  return text(response['_charlesStatus']).replace(/^complete$/i, '')
}

function destinationOf(type: string, requestFields: ReadonlyMap<string, string>): string {
  if (requestFields.get('service-worker') === 'script') return 'serviceworker'
  return requestFields.get('sec-fetch-dest') ?? (type === 'script' ? 'script' : '')
}

function scriptsOf(initiator: Raw): string[] {
  const frames = list(object(initiator['stack'])['callFrames'])
  return frames.slice(0, 50).map((item) => text(object(item)['url']).slice(0, maxUrlLength))
}

function redirectOf(status: number, url: string, target: string | undefined): string | undefined {
  if (status < 300 || status >= 400 || status === 304 || !target) return undefined
  try {
    return new URL(target, url).href
  } catch {
    return undefined
  }
}

/** In Firefox, a response with a body that came neither from the network nor from a cache was made by a service worker. */
function isServedByWorker(entry: Raw, request: Raw, response: Raw, dialect: Dialect): boolean {
  if (response['_fetchedViaServiceWorker'] === true || entry['_fetchType'] === 'Service Worker') return true
  if (dialect !== 'firefox' || size(object(response['content'])['size']) === 0) return false
  return [request['headersSize'], response['headersSize'], response['bodySize']].every((size) => size === 0)
}
