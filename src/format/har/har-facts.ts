import { parseUrl } from '../../core/base/parsed-url.ts'
import type { Bytes } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { NetworkEvent } from '../../core/event/event.ts'
import type { Dialect } from './dialect.ts'
import { list, object, type Raw, size, status as statusOf, text } from './har-values.ts'

/** Bytes on the wire and connection facts that the log knows. */
export type Facts = Pick<
  NetworkEvent,
  'sent' | 'received' | 'brokenOff' | 'head' | 'body' | 'chunked' | 'protocol' | 'connection' | 'cached' | 'status'
>

interface Parts {
  entry: Raw
  request: Raw
  response: Raw
  /** Header fields of the request. */
  requestFields: ReadonlyMap<string, string>
  /** Header fields of the response. */
  responseFields: ReadonlyMap<string, string>
  url: string
  method: string
  dialect: Dialect
}

/**
 * Bytes on the wire, and other facts that the network knows, from a HAR entry. Unknown figures are left out. Measured
 * against the bytes on a server's sockets:
 *
 * - Chromium's `_transferSize` is right for whole responses, except of sockets, where it is 0. Its `headersSize` of a
 * request lacks two bytes, or has the whole URL in the first line (sockets), so the size is added up from the header fields
 * here. Of a response that was broken off, `_transferSize` now and then lacks a piece.
 * - Firefox's `headersSize` are right. Its `bodySize` of a response is headers and body without chunk framing, and for a
 * 304 includes the cached body.
 *
 * For other writers, from their sources (see dialect.ts), not measured:
 *
 * - Safari's header sizes are those that were sent, in whatever version of HTTP.
 * - mitmproxy's header sizes are of no use.
 * - Writers that give no sizes (-1) mostly have all header fields, from which the size is added up.
 */
export function harFacts(parts: Parts): Facts {
  const { entry, request, response, dialect } = parts
  const status = statusOf(response['status'])
  const version = text(request['httpVersion']) || text(response['httpVersion'])
  const protocol = protocolOf(text(response['httpVersion']) || version)
  const facts: Facts = { status }
  if (protocol) facts.protocol = protocol
  const connection = entry['_connectionId']
  if (typeof connection === 'string' && connection.length <= 100) facts.connection = connection
  if (isCached(entry, request, response, dialect)) facts.cached = true
  else if (dialect === 'chromium') chromiumFacts(parts, facts, status)
  else if (dialect === 'firefox') firefoxFacts(parts, facts, status)
  else plainFacts(parts, facts, status)
  return facts
}

function chromiumFacts(parts: Parts, facts: Facts, status: number): void {
  const { request, response, requestFields, responseFields, url, method } = parts
  const encoded = responseFields.has('content-encoding')
  const transferred = size(response['_transferSize'])
  if (transferred > 0) {
    facts.received = transferred
    if (text(response['_error']) !== '' && !encoded) {
      facts.brokenOff = true
      if (isPlain(facts.protocol))
        facts.head = fieldBytes(`HTTP/1.1 ${status} ${text(response['statusText'])}`, response['headers'])
    }
  } else if (response['_transferSize'] === undefined) sizesOf(response, facts)
  if (status === 0) facts.received = 0
  else if (status === 101) facts.head = size(response['headersSize'])
  if (!requestFields.has('host')) {
    if (status === 0) facts.sent = 0 // the request was never sent
  } else if (isPlain(facts.protocol)) {
    const head = headBytes(method, url, request['headers'])
    // Where cookies were removed to share the log, the recorded size still includes them.
    const stated = url.startsWith('ws') ? 0 : size(request['headersSize']) + 2
    facts.sent = Math.max(head, stated) + size(request['bodySize'])
  }
}

/** Chrome before version 39 gave no `_transferSize`, but the sizes of head and body as sent. */
function sizesOf(response: Raw, facts: Facts): void {
  const [head, body] = [response['headersSize'], response['bodySize']]
  if (typeof body !== 'number' || body < 0) return
  facts.body = size(body)
  if (typeof head === 'number' && head > 0) facts.head = size(head)
}

/** Statuses without a body. Firefox gives sizes for these too: those of the cached body, or of the request. */
const bodiless = new Set([204, 205, 304])

function firefoxFacts({ request, response, responseFields }: Parts, facts: Facts, status: number): void {
  if (!isPlain(facts.protocol)) return // Firefox gives the size of HTTP/1.1 text that was never sent
  const head = size(response['headersSize'])
  facts.sent = size(request['headersSize']) + (size(request['headersSize']) > 0 ? size(request['bodySize']) : 0)
  facts.head = head
  if (responseFields.get('transfer-encoding') === 'chunked') facts.chunked = true
  if (status !== 101) facts.body = bodiless.has(status) ? 0 : Math.max(0, size(response['bodySize']) - head)
}

/** As specified: sizes of headers and bodies, or -1, in which case header sizes are added up from the fields. */
function plainFacts(parts: Parts, facts: Facts, status: number): void {
  const { request, response, requestFields, responseFields, url, method, dialect } = parts
  const transferred = size(response['_transferSize'])
  if (transferred > 0) facts.received = transferred
  const sentHead = dialect === 'mitmproxy' ? 0 : size(request['headersSize'])
  const plain = facts.protocol === undefined ? /^(http|ws):/.test(url) : isPlain(facts.protocol)
  if (plain || (dialect === 'safari' && sentHead > 0)) {
    const head = sentHead || (requestFields.size > 0 ? headBytes(method, url, request['headers']) : 0)
    if (head > 0) facts.sent = head + size(request['bodySize'])
  }
  if (!plain || transferred > 0 || status === 0) return
  const head = dialect === 'mitmproxy' ? 0 : size(response['headersSize'])
  if (head > 0) facts.head = head
  else if (responseFields.size > 0)
    facts.head = fieldBytes(`HTTP/1.1 ${status} ${text(response['statusText'])}`, response['headers'])
  if (responseFields.get('transfer-encoding') === 'chunked') facts.chunked = true
  const body = bodySizeOf(parts, status)
  if (body !== undefined && status !== 101) facts.body = body
}

/** Size of the body as sent (compressed), if it is known. */
function bodySizeOf({ response, responseFields }: Parts, status: number): Bytes | undefined {
  if (bodiless.has(status)) return 0
  const stated = response['bodySize']
  if (typeof stated === 'number' && stated >= 0) return size(stated)
  const decoded = object(response['content'])['size']
  const encoded = responseFields.has('content-encoding')
  return !encoded && typeof decoded === 'number' && decoded >= 0 ? size(decoded) : undefined
}

/** Size of an HTTP/1.1 request's headers, from its fields. */
function headBytes(method: string, url: string, fields: unknown): Bytes {
  const target = parseUrl(url)
  return fieldBytes(`${method} ${target ? target.pathname + target.search : url} HTTP/1.1`, fields)
}

/** Size of a start line and header fields (RFC 9112, 2.1). */
function fieldBytes(first: string, fields: unknown): Bytes {
  let bytes = `${first}\r\n\r\n`.length
  for (const field of list(fields)) {
    const { name, value } = object(field)
    bytes += utf8Length(text(name)) + utf8Length(text(value)) + ': \r\n'.length
  }
  return bytes
}

function isCached(entry: Raw, request: Raw, response: Raw, dialect: Dialect): boolean {
  if (typeof entry['_fromCache'] === 'string' || /cache/i.test(text(entry['_fetchType']))) return true
  if (dialect !== 'firefox' || response['status'] !== 200) return false
  return request['headersSize'] === 0 && response['headersSize'] === 0 && size(response['bodySize']) > 0
}

/** The protocol as resource timing names it: http/1.1, h2, h3; '' where it is unknown. */
function protocolOf(version: string): string {
  const name = version.toLowerCase()
  if (/^(h2|http\/2)/.test(name)) return 'h2'
  if (/^(h3|http\/3)/.test(name)) return 'h3'
  return /^http\/1\.[01]$/.test(name) ? name : ''
}

/** Whether headers are sent as plain text: those of HTTP/2 and HTTP/3 are compressed, and no log says how well. */
const isPlain = (protocol: string | undefined) => protocol === undefined || protocol.startsWith('http/1')
