import { packsHeads } from '../base/agreed-protocols.ts'
import { parseUrl } from '../base/parsed-url.ts'
import type { Bytes } from '../base/units.ts'
import { type HeaderField, type HeaderTable, packedBytes } from './hpack.ts'

/** The document that makes requests, as far as header fields depend on it that scripts cannot see. */
export interface Requester {
  userAgent: string
  /** URL of the document, or of the worker's script. */
  referrer: string
  /** Chromium's workers send no client hints. */
  worker: boolean
}

/** The API that makes a request: browsers send different header fields for each. */
export type RequestKind = 'fetch' | 'event-stream' | 'websocket'

/**
 * Header fields of a request as a browser writes them over HTTP/1.1, without those of a body. They were recorded from Chromium
 * 156 and Firefox 153 on a loopback server, where the model is within 1 % of the recorded size (4 % for Firefox's XHR). Cookies
 * and authorization are not included: a page cannot see them.
 */
function requestFields(method: string, url: string, requester: Requester, kind: RequestKind): HeaderField[] {
  const target = parseUrl(url) ?? { ...unknownTarget, pathname: url }
  const document = parseUrl(requester.referrer) ?? unknownTarget
  const firefox = requester.userAgent.includes('Firefox/')
  const socket = kind === 'websocket'
  const sameOrigin = target.origin === document.origin
  const fields: HeaderField[] = [
    ['host', target.host],
    ['user-agent', requester.userAgent],
    ['accept-language', 'en-US,en;q=0.9'],
    ['accept-encoding', target.trustworthy ? 'gzip, deflate, br, zstd' : 'gzip, deflate'],
    ['connection', socket ? 'Upgrade' : 'keep-alive'],
  ]
  if (!socket || firefox) fields.push(['accept', kind === 'event-stream' ? 'text/event-stream' : '*/*'])
  if (kind !== 'fetch') fields.push(['pragma', 'no-cache'], ['cache-control', 'no-cache'])
  if (socket) fields.push(['upgrade', 'websocket'], ['origin', document.origin])
  else {
    if (requester.referrer) fields.push(['referer', sameOrigin ? requester.referrer : `${document.origin}/`])
    if (!sameOrigin || !/^(GET|HEAD)$/.test(method)) fields.push(['origin', document.origin])
  }
  if (!target.trustworthy || (socket && !firefox)) return fields
  fields.push(['sec-fetch-dest', 'empty'], ['sec-fetch-mode', socket ? 'websocket' : 'cors'])
  fields.push(['sec-fetch-site', sameOrigin ? 'same-origin' : 'cross-site'])
  if (firefox) {
    if (!socket) fields.push(['priority', 'u=4'])
  } else if (!requester.worker) {
    fields.push(['sec-ch-ua', '"Not:A-Brand";v="8", "Chromium";v="156"'])
    fields.push(['sec-ch-ua-mobile', '?0'], ['sec-ch-ua-platform', '"Linux"'])
  }
  return fields
}

/**
 * Bytes of an HTTP/1.1 request head, by the model of its fields.
 * @param url absolute
 * @param extra bytes of further fields with their line ends, such as those of a body
 */
export function requestHeadBytes(
  method: string,
  url: string,
  requester: Requester,
  { kind = 'fetch', extra = 0 }: { kind?: RequestKind; extra?: number } = {},
): Bytes {
  const { pathname, search } = parseUrl(url) ?? { ...unknownTarget, pathname: url }
  let bytes = `${method} ${pathname}${search} HTTP/1.1\r\n`.length + extra + '\r\n'.length
  for (const [name, value] of requestFields(method, url, requester, kind)) bytes += name.length + value.length + 4
  return bytes
}

/** A HEADERS frame without its field block: frame header, and the priority that Chromium sends (RFC 9113, 4.1 and 6.2). */
const headersFrame: Bytes = 9 + 5
/** HTTP/1.1 fields that an HTTP/2 request does not have: `:authority` replaces `host`. */
const connectionFields = new Set(['host', 'connection'])

/** Fields in which the request for a script of the document differs from the requests that the script makes (Chromium 156). */
const scriptFieldValues: Readonly<Record<string, string>> = {
  'sec-fetch-dest': 'script',
  'sec-fetch-mode': 'no-cors',
  priority: 'u=1',
}

/**
 * Fills the table of a new connection: the document and its scripts were requested over it before, with mostly the same fields.
 */
function rememberDocument({ table }: HeadConnection, requester: Requester): void {
  const fields = requestFields('GET', requester.referrer, requester, 'fetch')
  const { host } = parseUrl(requester.referrer) ?? unknownTarget
  const shared = withPriority(fields, requester).map(
    ([name, value]): HeaderField => [name, scriptFieldValues[name] ?? value],
  )
  packedBytes(table, [[':authority', host], ...shared])
}

/** The fields of an HTTP/2 request: without those of HTTP/1.1 connections, and in Chromium with a priority (RFC 9218). */
function withPriority(fields: readonly HeaderField[], { userAgent }: Requester): HeaderField[] {
  const packed = fields.filter(([name]) => !connectionFields.has(name))
  if (!userAgent.includes('Firefox/')) packed.push(['priority', 'u=1, i'])
  return packed
}

/** Bytes of the HTTP/2 HEADERS frame of a request, after all requests that the connection has sent before. */
function packedRequestBytes(connection: HeadConnection, request: HeadRequest, requester: Requester): Bytes {
  const { table } = connection
  const { method, url, sent, kind = 'fetch' } = request
  // Two requests of a poller differ in nothing but their path.
  const last = connection.repeated
  if (last && sent === 0 && isRepeated(last, method, kind, requester) && last.inserts === table.inserts)
    return last.bytes + packedPathBytes(connection, url)
  const { host, protocol } = parseUrl(url) ?? unknownTarget
  const pseudo: HeaderField[] = [
    [':method', method],
    [':authority', host],
    [':scheme', protocol.replace(':', '')],
  ]
  const fields = withPriority(requestFields(method, url, requester, kind), requester)
  if (sent > 0) fields.push(['content-length', `${sent}`], ['content-type', 'application/json'])
  const before = table.inserts
  const bytes = headersFrame + packedBytes(table, [...pseudo, ...fields])
  const repeats = sent === 0 && before === table.inserts
  connection.repeated = repeats ? { method, kind, referrer: requester.referrer, bytes, inserts: before } : undefined
  return bytes + packedBytes(table, [pathOf(url)])
}

/** Bytes of the field of a path: as those before it where it is the same again, and the table has not changed since. */
function packedPathBytes(connection: HeadConnection, url: string): Bytes {
  const { table, lastPath } = connection
  if (lastPath?.url === url && lastPath.inserts === table.inserts) return lastPath.bytes
  const before = table.inserts
  const bytes = packedBytes(table, [pathOf(url)])
  connection.lastPath = before === table.inserts ? { url, bytes, inserts: before } : undefined
  return bytes
}

function pathOf(url: string): HeaderField {
  const { pathname, search } = parseUrl(url) ?? { pathname: url, search: '' }
  return [':path', pathname + search]
}

/** Bytes of a response head whose fields could not be read: the smallest of 23 origins that were measured (198 B). */
const smallestResponseHead: Bytes = 198

/**
 * Share of a response head that is left after HTTP/2 or 3 compressed it, from the second response of a connection on: median of
 * 25 origins recorded in Chrome and encoded with RFC 7541 (frame headers included). A share, because only the length of the
 * fields is known.
 */
const packedResponseShare = 0.33

/** The size of the last request of a connection without its path, for requests that repeat all else. */
interface RepeatedHead {
  method: string
  kind: RequestKind
  referrer: string
  bytes: Bytes
  inserts: number
}

const isRepeated = (last: RepeatedHead, method: string, kind: RequestKind, { referrer }: Requester) =>
  last.method === method && last.kind === kind && last.referrer === referrer

/** A request whose head is to be measured. */
export interface HeadRequest {
  method: string
  url: string
  /** Size of the request body. */
  sent: Bytes
  kind?: RequestKind
}

/** A connection to an origin, as far as the sizes of heads depend on it. */
export interface HeadConnection {
  /** As in resource timing: `http/1.1`, `h2`, `h3`. */
  protocol: string
  /** Requests so far. */
  requests: number
  /** The fields of the requests so far; used over HTTP/2 and 3 only. */
  table: HeaderTable
  /** Set where the last request added nothing to the table. */
  repeated?: RepeatedHead | undefined
  /** The URL of the last such request, and the size of its path, where it added nothing either. */
  lastPath?: { url: string; bytes: Bytes; inserts: number } | undefined
}

/**
 * Bytes of a request head, by the model of its fields. Over HTTP/2 and 3 the connection's table is updated as sending the request
 * does.
 */
export function requestBytes(request: HeadRequest, requester: Requester, connection: HeadConnection): Bytes {
  const { method, url, sent, kind = 'fetch' } = request
  if (packsHeads(connection.protocol)) {
    if (connection.table.entries.length === 0 && parseUrl(url)?.origin === parseUrl(requester.referrer)?.origin)
      rememberDocument(connection, requester)
    return packedRequestBytes(connection, request, requester)
  }
  const extra = sent > 0 ? `content-length: ${sent}\r\ncontent-type: application/json\r\n`.length : 0
  return requestHeadBytes(method, url, requester, { kind, extra })
}

/**
 * Bytes of the head of a request that was never made (`requestBytes`), such as that of another technique. The table is not
 * changed.
 */
export function hypotheticalRequestBytes(
  request: HeadRequest,
  requester: Requester,
  connection: HeadConnection,
): Bytes {
  const { table } = connection
  return requestBytes(request, requester, { ...connection, table: { ...table, entries: [...table.entries] } })
}

/**
 * Bytes that breaking off a request takes: RST_STREAM over HTTP/2 (RFC 9113, 6.4); none over HTTP/1.1, which closes the
 * connection.
 */
export const breakOffBytes = (connection: HeadConnection): Bytes => (packsHeads(connection.protocol) ? 9 + 4 : 0)

/**
 * Bytes of a response head.
 * @param headerBytes length of the fields that the page could read, as HTTP/1.1 text; undefined where it could read none
 */
export function responseHeadBytes(headerBytes: Bytes | undefined, connection: HeadConnection): Bytes {
  const down = headerBytes ?? smallestResponseHead
  return packsHeads(connection.protocol) && connection.requests > 1 ? Math.round(down * packedResponseShare) : down
}

/**
 * Bytes of the framing of one piece of a body: a chunk of `Transfer-Encoding: chunked` (hex length and two line ends, RFC 9112,
 * 7.1), or an HTTP/2 DATA frame header.
 * @param bytes size of the piece; a mean of several is allowed
 */
export function chunkFramingBytes(bytes: Bytes, protocol: string): Bytes {
  return packsHeads(protocol) ? 9 : Math.round(bytes).toString(16).length + 4
}

/** The parts of a URL that cannot be parsed. */
const unknownTarget = { origin: '', protocol: '', host: '', pathname: '', search: '', trustworthy: false }
