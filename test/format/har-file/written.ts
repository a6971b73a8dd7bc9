import { type Analysis, analyze } from '../../../src/core/analysis/analysis.ts'
import { utf8Length } from '../../../src/core/base/utf8.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession, talliesOnly } from '../../../src/core/session/session.ts'
import { readHar } from '../../../src/format/har-file/read-har.ts'

/** Zero of the times in these HARs. */
export const zero = Date.UTC(2026, 8, 1)

export type Writer = 'chromium' | 'firefox' | 'safari' | 'charles' | 'mitmproxy' | 'httptoolkit'
export type Entry = Record<string, unknown>

const creators: Record<Writer, { name: string; version: string }> = {
  chromium: { name: 'WebInspector', version: '537.36' },
  firefox: { name: 'Firefox', version: '153.0' },
  safari: { name: 'WebKit Web Inspector', version: '21615.1' },
  charles: { name: 'Charles Proxy', version: '4.6.2' },
  mitmproxy: { name: 'mitmproxy', version: '12.0' },
  httptoolkit: { name: 'HTTP Toolkit', version: '1.20.0' },
}

const userAgents: Partial<Record<Writer, string>> = {
  chromium: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  safari: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.4 Safari/605.1.15',
}

interface Told {
  /** Milliseconds after `zero`. */
  at: number
  url?: string
  method?: string
  /** Milliseconds to the headers. */
  hold?: number
  receive?: number
  status?: number
  type?: string
  send?: string
  body?: string
  /** Chromium's `_resourceType`. */
  asks?: string
  accept?: string
}

/** A request and its response, as this tool writes them. */
export function exchange(writer: Writer, told: Told): Entry {
  const { at, url = 'http://site.test/data', method = 'GET', hold = 20, receive = 1, status = 200, send } = told
  const { type = 'application/json', body = `{"at":${at}}`, asks = 'fetch', accept = '*/*' } = told
  const decoded = utf8Length(body)
  const page = writer === 'safari' ? 'page_0' : writer === 'httptoolkit' ? 'Chrome 156 (Linux)' : 'page_1'
  const paged = writer !== 'charles' && writer !== 'mitmproxy'
  const headers = (all: Record<string, string>) => Object.entries(all).map(([name, value]) => ({ name, value }))
  const request: Entry = {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headers({
      Host: new URL(url).host,
      'User-Agent': userAgents[writer] ?? 'agent',
      Accept: accept,
      Referer: 'http://site.test/',
    }),
    queryString: [],
    headersSize: writer === 'httptoolkit' ? -1 : 120,
    bodySize: send === undefined ? 0 : utf8Length(send),
    ...(send !== undefined && { postData: { mimeType: 'application/json', text: send } }),
  }
  const content: Entry = { size: decoded, mimeType: type, text: body }
  if (writer === 'charles') Object.assign(content, { text: btoa(body), encoding: 'base64' })
  const response: Entry = {
    status,
    statusText: 'OK',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headers({ 'Content-Type': type, 'Content-Length': String(decoded) }),
    content,
    redirectURL: '',
    headersSize: writer === 'httptoolkit' ? -1 : 80,
    // Firefox includes the headers.
    bodySize: writer === 'firefox' ? 80 + decoded : decoded,
    ...(writer === 'charles' && { _charlesStatus: 'COMPLETE' }),
    ...((writer === 'chromium' || writer === 'safari') && { _transferSize: 80 + decoded }),
  }
  return {
    ...(paged && { pageref: page }),
    startedDateTime: new Date(zero + at).toISOString(),
    time: hold + receive,
    request,
    response,
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: hold, receive },
    ...(writer === 'chromium' && { _resourceType: asks, _connectionId: '7' }),
    ...(writer === 'safari' && { _fetchType: 'Network Load' }),
  }
}

export type Frame = [at: number, dir: '>' | '<', data: string, opcode?: number]

/**
 * A socket with its messages, as far as this tool writes them.
 * @param at milliseconds after `zero`
 * @param life in milliseconds
 */
export function socket(writer: Writer, at: number, frames: readonly Frame[], life = 60_000): Entry {
  const url = writer === 'mitmproxy' || writer === 'charles' ? 'http://site.test/live' : 'ws://site.test/live'
  const entry = exchange(writer, {
    at,
    url: url.replace('ws:', 'http:'),
    status: 101,
    body: '',
    hold: 5,
    asks: 'websocket',
  })
  const request = entry['request'] as Entry
  request['url'] = url
  ;(request['headers'] as object[]).push(
    { name: 'Sec-WebSocket-Key', value: 'x' },
    { name: 'Upgrade', value: 'websocket' },
  )
  if (writer === 'chromium') entry['time'] = life
  if (writer === 'firefox' || writer === 'safari' || writer === 'charles') return entry
  entry['_resourceType'] = 'websocket'
  entry['_webSocketMessages'] = frames.map(([when, dir, data, opcode = 1]) => ({
    type: dir === '>' ? 'send' : 'receive',
    time: (zero + when) / 1000,
    opcode,
    data,
  }))
  if (writer === 'httptoolkit')
    entry['_webSocketClose'] = { code: 1001, reason: 'going', timestamp: (zero + at + life) / 1000 }
  return entry
}

/** A HAR file as this tool writes it. */
export function har(writer: Writer, entries: readonly Entry[], more: Entry = {}): string {
  const creator = creators[writer]
  const title = writer === 'httptoolkit' ? 'Chrome 156 (Linux)' : 'http://site.test/'
  const id = writer === 'safari' ? 'page_0' : writer === 'httptoolkit' ? title : 'page_1'
  const paged = writer !== 'charles' && writer !== 'mitmproxy'
  const pages = paged ? [{ startedDateTime: new Date(zero).toISOString(), id, title, pageTimings: {} }] : undefined
  const browser = writer === 'firefox' ? { browser: creator } : {}
  return JSON.stringify({ log: { version: '1.2', creator, ...browser, ...(pages && { pages }), entries, ...more } })
}

export interface Heard {
  analysis: Analysis
  events: CaptureEvent[]
  browser: string
  problem: string | undefined
}

/** Reads a HAR file that arrives in pieces of `pieceSize` bytes. */
export async function hear(file: string, pieceSize = 1 << 20): Promise<Heard> {
  const bytes = new TextEncoder().encode(file)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
  }
  const session = createSession(talliesOnly)
  const events: CaptureEvent[] = []
  let problem: string | undefined
  let browser = ''
  for await (const item of readHar({ bytes: pieces(), slice: (from, to) => bytes.slice(from, to) })) {
    if (item.kind === 'problem') problem = item.sentence
    else if (item.kind === 'header') browser = item.browser || item.creator
    else if (item.kind === 'event') {
      events.push(item.event)
      applyEvent(session, item.event)
    }
  }
  return { analysis: analyze(session, browser), events, browser, problem }
}

/** The relevant facts of each stream, for comparison. */
export const essence = ({ analysis }: Pick<Heard, 'analysis'>) =>
  analysis.streams.map(({ technique, url, requests, messagesIn, messagesOut, status, context }) => {
    const place = url.replace(/^\w+:\/\/site\.test/, '')
    return { technique, place, requests, in: messagesIn, out: messagesOut, status, context }
  })
