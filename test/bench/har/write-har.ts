import { closeSync, openSync, writeSync } from 'node:fs'

const zero = 1_790_000_000_000
const header = (name: string, value: string) => ({ name, value })
const requestHeaders = [
  header(':authority', 'site.test'),
  header(':method', 'GET'),
  header(':scheme', 'https'),
  header('accept', '*/*'),
  header('accept-encoding', 'gzip, deflate, br, zstd'),
  header('accept-language', 'en-US,en;q=0.9'),
  header('cookie', `session=${'a1b2c3d4'.repeat(12)}`),
  header('referer', 'https://site.test/'),
  header(
    'user-agent',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  ),
]
const responseHeaders = [
  header('content-type', 'application/json; charset=utf-8'),
  header('cache-control', 'no-store'),
  header('date', 'Tue, 24 Nov 2026 01:53:44 GMT'),
  header('server', 'nginx'),
  header('vary', 'Accept-Encoding'),
]

/** A request as Chromium logs it: 2 to 8 kB, most of it the body. */
function request(index: number): object {
  const start = zero + index * 40 + (index % 13)
  const text = JSON.stringify({
    at: start,
    rows: Array.from({ length: 5 + (index % 60) }, (_, row) => ({ row, price: index * row, name: 'grüße' })),
  })
  return {
    _initiator: {
      type: 'script',
      stack: {
        callFrames: [
          { functionName: 'poll', scriptId: '7', url: 'https://site.test/app.js', lineNumber: 1, columnNumber: 2 },
        ],
      },
    },
    _priority: 'High',
    _resourceType: 'fetch',
    cache: {},
    connection: '443',
    pageref: 'page_1',
    request: {
      method: 'GET',
      url: `https://site.test/api/feed/${index % 40}?_=${start}`,
      httpVersion: 'http/2.0',
      headers: requestHeaders,
      queryString: [{ name: '_', value: String(start) }],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: 200,
      statusText: '',
      httpVersion: 'http/2.0',
      headers: responseHeaders,
      cookies: [],
      content: { size: text.length, mimeType: 'application/json', text },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
      _transferSize: text.length + 120,
      _error: null,
    },
    serverIPAddress: '192.0.2.1',
    startedDateTime: new Date(start).toISOString(),
    time: 30.5,
    timings: { blocked: 1, dns: -1, ssl: -1, connect: -1, send: 0.5, wait: 28, receive: 1, _blocked_queueing: 0.4 },
  }
}

function socket(index: number, messages: number, everyMs: number): object {
  const start = zero + index * 40
  return {
    _resourceType: 'websocket',
    _webSocketMessages: Array.from({ length: messages }, (_, at) => ({
      type: at % 9 === 0 ? 'send' : 'receive',
      time: (start + 50 + at * everyMs) / 1000,
      opcode: 1,
      data: `{"seq":${at},"symbol":"ABC","price":${(at * 7919) % 10_000},"volume":${at % 100}}`,
    })),
    pageref: 'page_1',
    request: {
      method: 'GET',
      url: 'wss://site.test/live',
      httpVersion: 'http/1.1',
      headers: requestHeaders,
      headersSize: 500,
      bodySize: 0,
    },
    response: {
      status: 101,
      statusText: 'Switching Protocols',
      httpVersion: 'http/1.1',
      headers: [],
      content: { size: 0, mimeType: 'x-unknown' },
      headersSize: 129,
      bodySize: 0,
      _transferSize: 0,
    },
    startedDateTime: new Date(start).toISOString(),
    time: messages * everyMs + 100,
    timings: { blocked: 1, dns: -1, ssl: -1, connect: -1, send: 0.5, wait: 28, receive: messages * everyMs },
  }
}

export interface Shape {
  name: string
  /** Entries in reverse order of their start. */
  backwards?: boolean
  /** Indentation, as for `JSON.stringify`. */
  indent?: number
  /** Adds a socket with this many messages. */
  messages?: number
}

/** Writes a HAR of about `size` bytes. */
export function writeHar(path: string, size: number, { backwards, indent, messages }: Shape): void {
  const file = openSync(path, 'w')
  const page = {
    startedDateTime: new Date(zero).toISOString(),
    id: 'page_1',
    title: 'https://site.test/',
    pageTimings: {},
  }
  const head = JSON.stringify({ version: '1.2', creator: { name: 'WebInspector', version: '537.36' }, pages: [page] })
  let written = writeSync(file, `{"log":${head.slice(0, -1)},"entries":[`)
  const put = (entry: object) => {
    written += writeSync(file, `${JSON.stringify(entry, null, indent)}${indent ? ',\n' : ','}`)
  }
  if (messages) put(socket(0, messages, 4))
  for (let index = 1; written < size; index++) {
    const number = backwards ? 1_000_000 - index : index
    put(number % 500 === 0 ? socket(number, 200, 100) : request(number))
  }
  writeSync(file, `${JSON.stringify(request(1_000_001))}]}}`)
  closeSync(file)
}
