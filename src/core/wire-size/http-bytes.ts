import { parseUrl } from '../base/parsed-url.ts'
import type { Bytes } from '../base/units.ts'
import { type HeaderField, type HeaderTable, packedBytes } from './hpack.ts'

/** What is known of who asks and where, for the header fields that scripts cannot see. */
export interface Requester {
  userAgent: string
  /** URL of the document, or of the worker's script. */
  referrer: string
  /** Chromium's workers send no client hints. */
  worker: boolean
}

/** What asks: the header fields differ. */
export type RequestKind = 'fetch' | 'event-stream' | 'websocket'

/**
 * Header fields of a request as a browser writes them over HTTP/1.1, without those of a body. They were read off Chromium 156 and
 * Firefox 153 on a loopback server, where the model is within 1 % of the truth (4 % for Firefox's XHR). Cookies and
 * authorization cannot be seen from a page and are not in it.
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
 * Bytes of an HTTP/1.1 request head.
 * @param extra bytes of further fields, such as those of a body
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

/** Frame header, and the priority that Chromium sends along (RFC 9113, 4.1 and 6.2). */
const headersFrame: Bytes = 9 + 5
const connectionFields = new Set(['host', 'connection'])

/** Where the request of a script that the document names differs from those that the script makes (Chromium 156). */
const scriptFieldValues: Readonly<Record<string, string>> = {
  'sec-fetch-dest': 'script',
  'sec-fetch-mode': 'no-cors',
  priority: 'u=1',
}

/** The document and its scripts came over this connection before: what they share with all that follows is known to it. */
function rememberDocument({ table }: HeadConnection, requester: Requester): void {
  const fields = requestFields('GET', requester.referrer, requester, 'fetch')
  const { host } = parseUrl(requester.referrer) ?? unknownTarget
  const shared = withPriority(fields, requester).map(
    ([name, value]): HeaderField => [name, scriptFieldValues[name] ?? value],
  )
  packedBytes(table, [[':authority', host], ...shared])
}

/** Over HTTP/2 a request has no field of the connection, and Chromium says how urgent it is (RFC 9218). */
function withPriority(fields: readonly HeaderField[], { userAgent }: Requester): HeaderField[] {
  const packed = fields.filter(([name]) => !connectionFields.has(name))
  if (!userAgent.includes('Firefox/')) packed.push(['priority', 'u=1, i'])
  return packed
}

/** Bytes of an HTTP/2 HEADERS frame with a request, packed after all that the connection has sent before. */
function packedRequestBytes(connection: HeadConnection, asked: HeadRequest, requester: Requester): Bytes {
  const { table } = connection
  const { method, url, sent, kind = 'fetch' } = asked
  const { pathname, search, host, protocol } = parseUrl(url) ?? { ...unknownTarget, pathname: url }
  const path: HeaderField = [':path', pathname + search]
  // A poll repeats all but its path.
  const last = connection.repeated
  if (last && sent === 0 && isRepeated(last, method, kind, requester) && last.inserts === table.inserts)
    return last.bytes + packedBytes(table, [path])
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
  return bytes + packedBytes(table, [path])
}

/** Response heads where the headers could not be read: the smallest of 23 origins that were measured (198 B). */
const smallestResponseHead: Bytes = 198

/**
 * What HTTP/2 and 3 leave of a response's head after the first: median of 25 origins recorded in Chrome and encoded with RFC 7541
 * (frame headers included). Its fields are the server's to choose, and only their length is known.
 */
const packedResponseShare = 0.33

interface RepeatedHead {
  method: string
  kind: RequestKind
  referrer: string
  bytes: Bytes
  inserts: number
}

const isRepeated = (last: RepeatedHead, method: string, kind: RequestKind, { referrer }: Requester) =>
  last.method === method && last.kind === kind && last.referrer === referrer

export interface HeadRequest {
  method: string
  url: string
  sent: Bytes
  kind?: RequestKind
}

/** A connection to an origin, as far as its heads depend on it. */
export interface HeadConnection {
  protocol: string
  requests: number
  /** What has been sent on it; over HTTP/2 and 3 alone. */
  table: HeaderTable
  /** What all but the path of the last request took, if nothing of it was new. */
  repeated?: RepeatedHead | undefined
}

/** Bytes of a request without its body. Over HTTP/2 the connection remembers it, as the real one does. */
export function requestBytes(request: HeadRequest, requester: Requester, connection: HeadConnection): Bytes {
  const { method, url, sent, kind = 'fetch' } = request
  if (isPacked(connection)) {
    if (connection.table.entries.length === 0 && parseUrl(url)?.origin === parseUrl(requester.referrer)?.origin)
      rememberDocument(connection, requester)
    return packedRequestBytes(connection, request, requester)
  }
  const extra = sent > 0 ? `content-length: ${sent}\r\ncontent-type: application/json\r\n`.length : 0
  return requestHeadBytes(method, url, requester, { kind, extra })
}

/** The same for a request that is only thought of: nothing is remembered. */
export function hypotheticalRequestBytes(
  request: HeadRequest,
  requester: Requester,
  connection: HeadConnection,
): Bytes {
  const { table } = connection
  return requestBytes(request, requester, { ...connection, table: { ...table, entries: [...table.entries] } })
}

/** What breaking off a request takes: RST_STREAM over HTTP/2 (RFC 9113, 6.4); over HTTP/1.1 the connection is closed. */
export const breakOffBytes = (connection: HeadConnection): Bytes => (isPacked(connection) ? 9 + 4 : 0)

/** Bytes of a response's head. @param headerBytes what the page could read of it, as HTTP/1.1 text */
export function responseHeadBytes(headerBytes: Bytes | undefined, connection: HeadConnection): Bytes {
  const down = headerBytes ?? smallestResponseHead
  return isPacked(connection) && connection.requests > 1 ? Math.round(down * packedResponseShare) : down
}

const isPacked = ({ protocol }: HeadConnection) => /^h[23]/.test(protocol)

/**
 * One chunk of `Transfer-Encoding: chunked` (hex length and two line ends, RFC 9112 7.1), or one HTTP/2 DATA frame header.
 * @param bytes of the piece, which may be a mean
 */
export function chunkFramingBytes(bytes: Bytes, protocol: string): Bytes {
  return /^h[23]/.test(protocol) ? 9 : Math.round(bytes).toString(16).length + 4
}

const unknownTarget = { origin: '', protocol: '', host: '', pathname: '', search: '', trustworthy: false }
