import { parseUrl } from '../../../core/base/parsed-url.ts'
import type { Bytes, Milliseconds } from '../../../core/base/units.ts'
import { utf8Length } from '../../../core/base/utf8.ts'
import type { Outcome } from '../../../core/event/event.ts'
import type { Draft } from './draft.ts'

/** A header field, or a parameter of a query. */
interface Named {
  name: string
  value: string
}

/** `request` of an entry. Of the header fields only those are there that an event tells. */
export function requestOf({ request, connect, network, timing, method, url }: Draft) {
  const text = request?.text
  const body = request?.sent ?? (text === undefined ? 0 : utf8Length(text))
  const sent = network?.sent
  return {
    method,
    url,
    httpVersion: httpVersion(network?.protocol ?? timing?.protocol, connect?.api === 'websocket'),
    cookies: [],
    headers: fields([
      ['Accept', request?.accept ?? (connect?.api === 'eventsource' ? 'text/event-stream' : undefined)],
      ['Sec-WebSocket-Protocol', connect?.protocols || undefined],
    ]),
    queryString: queryOf(url),
    postData: text === undefined ? undefined : { mimeType: bodyType(text), text },
    headersSize: sent === undefined ? -1 : Math.max(0, sent - body),
    bodySize: body,
  }
}

/** `response` of an entry, with its content last, which lacks its text. */
export function responseOf(draft: Draft) {
  const { connect, open, response, finish, network, timing, close } = draft
  const status = statusOf(draft)
  const type = response?.contentType ?? (connect?.api === 'eventsource' && open ? 'text/event-stream' : '')
  const head = network?.head ?? response?.headerBytes ?? -1
  const transferred = network?.received ?? (network?.cached || timing?.cached ? 0 : undefined)
  const error = errorOf(finish?.outcome, connect?.api === 'websocket' ? undefined : close)
  return {
    status,
    statusText: '',
    httpVersion: httpVersion(network?.protocol ?? timing?.protocol, connect?.api === 'websocket'),
    cookies: [],
    headers: fields([
      ['Content-Type', type || undefined],
      ['Content-Length', response?.length?.toString()],
      ['Content-Encoding', response?.encoding],
      ['Sec-WebSocket-Protocol', open?.protocol || undefined],
      ['Sec-WebSocket-Extensions', open?.extensions || undefined],
    ]),
    redirectURL: '',
    headersSize: head,
    bodySize:
      connect?.api === 'websocket' ? 0 : (network?.body ?? (timing && timing.encoded > 0 ? timing.encoded : -1)),
    _transferSize: transferred,
    _error: error,
    content: { size: bodyBytes(draft), mimeType: type || 'x-unknown' },
  }
}

/** Length of the decoded body; of connections what its messages take is no body. */
function bodyBytes({ finish, read, timing, content, connect }: Draft): Bytes {
  return finish?.bytes ?? (connect ? content.bytes : read > 0 ? read : (timing?.decoded ?? content.bytes))
}

/** 0 where nothing came, or nothing tells. */
function statusOf({ connect, open, response, network, timing }: Draft): number {
  const told = response?.status ?? network?.status ?? timing?.status
  if (told !== undefined) return told
  return open ? (connect?.api === 'websocket' ? 101 : 200) : 0
}

/** Names of Chrome's network errors (chromium, net/base/net_error_list.h), by which readers tell what happened. */
const errors: Readonly<Record<Exclude<Outcome, 'ok'>, string>> = {
  error: 'net::ERR_FAILED',
  abort: 'net::ERR_ABORTED',
  timeout: 'net::ERR_TIMED_OUT',
}

function errorOf(outcome: Outcome | undefined, close: Draft['close']): string | undefined {
  if (outcome !== undefined) return outcome === 'ok' ? undefined : errors[outcome]
  if (close === undefined || close.retrying) return undefined
  return close.by === 'page' ? errors.abort : close.by === 'error' ? errors.error : undefined
}

interface Timings {
  blocked: Milliseconds
  dns: -1
  connect: -1
  ssl: -1
  send: Milliseconds
  wait: Milliseconds
  receive: Milliseconds
}

/** `timings` of an entry: -1 stands for what is not known (HAR 1.2, timings). They add up to the time from its start to its end. */
export function timingsOf({ start, over, last, response, open, timing, network, connect }: Draft): Timings {
  // Of a beacon, and of an answer that nobody reads, hooks do not see the end.
  const reported = connect ? start : Math.max(timing?.end ?? start, network?.end ?? start)
  const end = Math.max(start, over ?? last, reported)
  const within = (at: number | undefined, from: number) => Math.min(end, Math.max(from, at ?? from))
  const asked = connect ? start : within(timing?.asked, start)
  const head = timing && !connect ? timing.first : (response?.at ?? open?.at)
  const first = head === undefined ? end : within(head, asked)
  return {
    blocked: asked > start ? asked - start : -1,
    dns: -1,
    connect: -1,
    ssl: -1,
    send: 0,
    wait: first - asked,
    receive: end - first,
  }
}

// Chromium's resource types (CDP Network.ResourceType) in lower case, as Chrome writes them.
const byInitiator = {
  image: 'image',
  script: 'script',
  frame: 'document',
  style: 'stylesheet',
  player: 'media',
} as const
const byApi = { fetch: 'fetch', xhr: 'xhr', beacon: 'ping', document: 'document' } as const

/**
 * `_resourceType` of an entry: Chrome shows messages only where it is right.
 * @param pageUrl of the document, if it is a page
 */
export function resourceType({ connect, request, timing, url }: Draft, pageUrl: string | undefined): string {
  if (connect) return connect.api
  if (!request && url === pageUrl) return 'document'
  const initiator = request?.initiator ?? (request ? undefined : timing?.initiator)
  if (initiator) return byInitiator[initiator]
  return request ? byApi[request.api] : 'other'
}

/** Chrome writes `http/2.0` for h2. */
function httpVersion(protocol: string | undefined, isSocket: boolean): string {
  if (protocol === undefined || protocol === '') return isSocket ? 'HTTP/1.1' : 'unknown'
  return protocol === 'h2' ? 'http/2.0' : protocol
}

const fields = (all: readonly (readonly [string, string | undefined])[]): Named[] =>
  all.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))

const queryOf = (url: string): Named[] =>
  [...new URLSearchParams(parseUrl(url)?.search ?? '')].map(([name, value]) => ({ name, value }))

/** No event tells the type of a request's body. */
const bodyType = (text: string) => (/^\s*[[{]/.test(text) ? 'application/json' : 'text/plain')
