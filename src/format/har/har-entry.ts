import type { Bytes, Milliseconds } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { NetworkEvent } from '../../core/event/event.ts'
import { type Dialect, dialectOfLog } from './dialect.ts'
import { readContent } from './har-content.ts'
import { harFacts } from './har-facts.ts'
import {
  readClose,
  readFrames,
  readSourceEvents,
  type SocketClose,
  type SocketFrame,
  type SourceEvent,
} from './har-messages.ts'
import { spanOf } from './har-span.ts'
import { list, object, type Raw, size, text } from './har-values.ts'

/** What a request was for, as far as it matters here. */
export type HarKind = 'fetch' | 'xhr' | 'beacon' | 'eventsource' | 'websocket' | 'document' | 'script' | 'other'

/** One entry of a HAR log, or of the developer tools' network log, in our terms. */
export interface HarEntry {
  kind: HarKind
  method: string
  url: string
  start: Milliseconds
  /** Status and headers were there; the whole answer was, as far as it is over. */
  first: Milliseconds
  end: Milliseconds
  /** By its times it had not ended when the log was written, if it was a connection or a stream; anything else was short. */
  open: boolean
  /** 0: no answer. */
  status: number
  /** The browser's word for what went wrong, if it did. */
  error: string
  contentType: string
  accept: string
  /** Request body. */
  sent: Bytes
  sentText: string | undefined
  /** Response body, decoded, and its text where the log holds it. */
  bytes: Bytes
  text: string | undefined
  /** The server said beforehand how long it would be. */
  announced: boolean
  /** Where an answer sends the browser instead. */
  redirect: string | undefined
  facts: Facts
  origin: Origin
  dialect: Dialect
  userAgent: string
  /** Names a socket's handshake. */
  handshake: string | undefined
  subprotocol: string
  extensions: string
  frames: readonly SocketFrame[] | undefined
  events: readonly SourceEvent[] | undefined
  /** How a socket ended, where somebody wrote that down. */
  closed: SocketClose | undefined
}

/** What the log knows of bytes on the wire. */
export type Facts = Pick<
  NetworkEvent,
  'sent' | 'received' | 'brokenOff' | 'head' | 'body' | 'chunked' | 'protocol' | 'connection' | 'cached' | 'status'
>

/** What tells where in the page a request came from. */
export interface Origin {
  /** Chromium writes the log of this entry (it says more); else Firefox, or anybody. */
  chromium: boolean
  /** Chromium: of the page or a frame in its process, rather than of a worker or a frame of another site. */
  ofPage: boolean
  /** Its `pageref`, or ''. */
  page: string
  /** Its header fields are those that were sent. Chromium does not see those of dedicated workers. */
  whole: boolean
  referrer: string
  /** Scripts that were running, innermost first. */
  scripts: readonly string[]
  /** `Sec-Fetch-Dest`, or what stands for it. */
  destination: string
  initiator: string
  servedByWorker: boolean
}

/** Longest URL that an event may have; see core/event/event-shape.ts. */
const longestUrl = 8192
/** Far more than any has. */
const longestUserAgent = 2000
/** Milliseconds; the year 2100. */
const latest = 4.1e12

/**
 * Reads an entry of a HAR log (http://www.softwareishard.com/blog/har-12-spec), with the extensions of those who write them.
 * @param dialect who wrote it; a browser's network log, if nothing is said
 * @returns undefined for what is none, or speaks of something that is no traffic. Never throws for plain data.
 */
export function readHarEntry(value: unknown, dialect: Dialect = dialectOfLog(value)): HarEntry | undefined {
  const entry = object(value)
  const request = object(entry['request'])
  const response = object(entry['response'])
  const asUrl = text(request['url'])
  const start = Date.parse(text(entry['startedDateTime']))
  if (!/^(https?|wss?):/.test(asUrl) || asUrl.length > longestUrl || !(start > 0 && start < latest)) return undefined
  const method = text(request['method']).slice(0, 200) || 'GET'
  const asked = fieldsOf(request['headers'])
  const answered = fieldsOf(response['headers'])
  const status = size(response['status'])
  const type = text(entry['_resourceType']).toLowerCase()
  const content = readContent(response, answered, dialect)
  const kind = kindOf(type, asUrl, method, asked, content.type, status)
  // Proxies see a socket as the request that it begins with.
  const url = kind === 'websocket' ? asUrl.replace(/^http/, 'ws') : asUrl
  const { first, end, open } = spanOf(entry, start, dialect)
  const sentText = object(request['postData'])['text']
  const sent = size(request['bodySize'])
  const origin: Origin = {
    chromium: dialect === 'chromium',
    ofPage: typeof entry['pageref'] === 'string',
    page: text(entry['pageref']),
    whole: isWhole(asked),
    referrer: (asked.get('referer') ?? '').slice(0, longestUrl),
    scripts: scriptsOf(object(entry['_initiator'])),
    destination: destinationOf(type, asked),
    initiator: text(object(entry['_initiator'])['type']),
    servedByWorker: isServedByWorker(entry, request, response, dialect),
  }
  return {
    kind,
    method,
    url,
    start,
    first,
    end,
    open,
    status,
    error: errorOf(entry, response, status),
    contentType: content.type,
    accept: asked.get('accept') ?? '',
    sent: sent === 0 && typeof sentText === 'string' ? utf8Length(sentText) : sent,
    sentText: typeof sentText === 'string' ? sentText : undefined,
    bytes: content.bytes,
    text: content.text,
    announced: answered.has('content-length'),
    redirect: redirectOf(status, url, text(response['redirectURL']) || answered.get('location')),
    facts: harFacts({ entry, request, response, asked, answered, url, method, dialect }),
    origin,
    dialect,
    userAgent: (asked.get('user-agent') ?? '').slice(0, longestUserAgent),
    handshake: asked.get('sec-websocket-key'),
    subprotocol: answered.get('sec-websocket-protocol') ?? '',
    extensions: answered.get('sec-websocket-extensions') ?? '',
    frames: readFrames(entry['_webSocketMessages']),
    events: readSourceEvents(entry['_eventSourceMessages']),
    closed: readClose(entry['_webSocketClose']),
  }
}

/** Header fields by their lower-case name; the first of each. */
function fieldsOf(all: unknown): Map<string, string> {
  const fields = new Map<string, string>()
  for (const one of list(all)) {
    const name = text(object(one)['name']).toLowerCase()
    if (!fields.has(name)) fields.set(name, text(object(one)['value']))
  }
  return fields
}

/** Every request of HTTP/1.1 and of HTTP/2 names its host; what lacks it is a guess made before it was sent. */
export const isWhole = (asked: ReadonlyMap<string, string>) => asked.has('host') || asked.has(':authority')

// Chromium's words (CDP Network.ResourceType, in lower case).
const kinds: Readonly<Record<string, HarKind>> = {
  fetch: 'fetch',
  xhr: 'xhr',
  ping: 'beacon',
  eventsource: 'eventsource',
  websocket: 'websocket',
  document: 'document',
  script: 'script',
}

function kindOf(
  type: string,
  url: string,
  method: string,
  asked: ReadonlyMap<string, string>,
  contentType: string,
  status: number,
): HarKind {
  if (type) return Object.hasOwn(kinds, type) ? kinds[type]! : 'other'
  if (status === 101 && asked.has('sec-websocket-key')) return 'websocket'
  return kindOfFields(url, method, asked, contentType)
}

/** What went wrong; Playwright and, where nothing was answered, Charles have words of their own. */
function errorOf(entry: Raw, response: Raw, status: number): string {
  const told = text(response['_error'] ?? response['_failureText'] ?? entry['_error'])
  if (told !== '' || status !== 0) return told
  return text(response['_charlesStatus']).replace(/^complete$/i, '')
}

/** The same from what was asked for, where the log has no word for it. What might be a resource of the page counts as one. */
function kindOfFields(url: string, method: string, asked: ReadonlyMap<string, string>, contentType: string): HarKind {
  if (url.startsWith('ws')) return 'websocket'
  const accept = asked.get('accept') ?? ''
  const destination = asked.get('sec-fetch-dest')
  if (destination === undefined) {
    // Not told to servers of plain http.
    if (/^text\/html/.test(accept)) return 'document'
    if (/^(image|text\/css|audio|video)/.test(accept) || /javascript|css|^(image|font|audio|video)/.test(contentType))
      return 'other'
  } else if (destination === 'document' || destination.endsWith('frame')) return 'document'
  else if (/script|worker/.test(destination)) return 'script'
  else if (destination !== 'empty') return 'other'
  // The browser's own question, not the page's.
  if (method === 'OPTIONS' && asked.has('access-control-request-method')) return 'other'
  // An EventSource only ever asks by GET (HTML, 9.2.2).
  if (accept === 'text/event-stream' && method === 'GET') return 'eventsource'
  return method === 'POST' && asked.get('sec-fetch-mode') === 'no-cors' ? 'beacon' : 'fetch'
}

function destinationOf(type: string, asked: ReadonlyMap<string, string>): string {
  if (asked.get('service-worker') === 'script') return 'serviceworker'
  return asked.get('sec-fetch-dest') ?? (type === 'script' ? 'script' : '')
}

function scriptsOf(initiator: Raw): string[] {
  const frames = list(object(initiator['stack'])['callFrames'])
  return frames.slice(0, 50).map((one) => text(object(one)['url']).slice(0, longestUrl))
}

function redirectOf(status: number, url: string, target: string | undefined): string | undefined {
  if (status < 300 || status >= 400 || status === 304 || !target) return undefined
  try {
    return new URL(target, url).href
  } catch {
    return undefined
  }
}

/** Firefox: an answer with a body that nobody sent, and that no cache had. */
function isServedByWorker(entry: Raw, request: Raw, response: Raw, dialect: Dialect): boolean {
  if (response['_fetchedViaServiceWorker'] === true || entry['_fetchType'] === 'Service Worker') return true
  if (dialect !== 'firefox' || size(object(response['content'])['size']) === 0) return false
  return [request['headersSize'], response['headersSize'], response['bodySize']].every((size) => size === 0)
}
