import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { WireEntry } from './wire-log.ts'

export interface Asked {
  url: URL
  body: Buffer
  entry: WireEntry
}

export type Answer = (request: IncomingMessage, response: ServerResponse, asked: Asked) => void

// An empty module: magic number and version.
const wasm = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])

// Digits that do not repeat, so that they take many pieces.
const packed = gzipSync(Array.from({ length: 400_000 }, (_, n) => Math.floor(Math.abs(Math.sin(n)) * 1e6)).join())

const plain =
  (type: string, body: string | Buffer): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)

/** Writes a piece every `ms`, until `piece` returns undefined. */
function drip(response: ServerResponse, ms: number, piece: (n: number) => string | Buffer | undefined): void {
  let n = 0
  const write = () => {
    const next = piece(n++)
    if (next !== undefined) return response.write(next)
    clearInterval(timer)
    response.end()
  }
  const timer = setInterval(write, ms)
  write()
  response.on('close', () => clearInterval(timer))
}

const serviceWorker = `addEventListener('install', () => skipWaiting())
addEventListener('fetch', (event) => {
  if (event.request.url.includes('/made')) event.respondWith(new Response('made by the worker'))
  else event.respondWith(fetch(event.request))
})`

export const answers = new Map<string, Answer>([
  ['/service-worker.js', plain('text/javascript', serviceWorker)],
  ['/in-scope/passed', plain('text/plain', 'passed on')],
  ['/text', plain('text/plain', 'thirteen char')],
  ['/json', plain('application/json', '{"a":[1,2,{"b":null}]}')],
  ['/unparsable', plain('application/json', '{"half": ')],
  ['/xml', plain('application/xml', '<root><leaf/></root>')],
  ['/wasm', plain('application/wasm', wasm)],
  ['/large', plain('application/octet-stream', Buffer.alloc(3_000_000, 7))],
  ['/status', (_request, response, { url }) => response.writeHead(Number(url.searchParams.get('code'))).end()],
  ['/redirect', (_request, response) => response.writeHead(302, { location: '/text' }).end()],
  ['/silent', () => {}],
  // Closes the connection without a response.
  ['/cut', (request) => request.socket.destroy()],
  [
    '/echo',
    (request, response, { body }) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`${request.method} ${body.toString('latin1')}`),
  ],
  [
    '/pieces',
    (_request, response, { url }) => {
      response.writeHead(200, { 'content-type': url.searchParams.get('type') ?? 'application/octet-stream' })
      const pieces = ['first piece ', 'second é ', 'third 😀 ', 'last']
      drip(response, 8, (n) => pieces[n])
    },
  ],
  [
    '/numbered',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      drip(response, 40, (n) => (n < 8 ? `${n};` : undefined))
    },
  ],
  ['/packed', plain('application/gzip', packed)],
  [
    '/endless',
    (_request, response, { url }) => {
      response.writeHead(200, { 'content-type': url.searchParams.get('type') ?? 'text/event-stream' })
      drip(response, 5, (n) => `data: ${n} ${'x'.repeat(200)}\n\n`)
    },
  ],
  [
    // Sends bytes as fast as they are read, and logs whether all were sent.
    '/flood',
    (_request, response, { url, entry }) => {
      const whole = Number(url.searchParams.get('bytes'))
      const piece = Buffer.alloc(64 * 1024, 5)
      let sent = 0
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      const write = () => {
        while (sent < whole) {
          sent += piece.length
          if (!response.write(piece)) return response.once('drain', write)
        }
        return response.end()
      }
      response.on('close', () => entry.note(sent < whole ? 'not all was sent' : 'all was sent'))
      write()
    },
  ],
  [
    // Ends after a pair of events, so that the browser reconnects with the last id.
    '/events',
    (request, response, { entry }) => {
      const last = Number(request.headers['last-event-id'] ?? 0)
      entry.note(`last id ${last}`)
      if (last >= 2) return response.writeHead(204).end()
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return response.end(
        `retry: 20\n\nid: ${last + 1}\ndata: one\ndata: more\n\nevent: named\nid: ${last + 2}\ndata: two\n\n: comment\n\n`,
      )
    },
  ],
  [
    '/script',
    (request, response, asked) =>
      plain('text/javascript', asked.url.searchParams.get('text')!)(request, response, asked),
  ],
])
