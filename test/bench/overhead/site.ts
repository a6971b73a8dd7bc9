import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { onLoopback } from '../../browser/loopback.ts'

const payload = 'x'.repeat(200)
const script = readFileSync(new URL('work.js', import.meta.url))

/** The server for the page's work: as fast as possible, and the same for every browser. */
export async function startWorkSite(): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://site')
    const head = (type: string) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    if (pathname === '/work.js') head('text/javascript').end(script)
    else if (pathname === '/small') head('application/json').end(`"${payload.slice(2)}"`)
    else if (pathname === '/events') {
      head('text/event-stream')
      const n = Number(searchParams.get('n'))
      for (let i = 0; i < n; i += 100) response.write(`data: ${payload}\n\n`.repeat(Math.min(100, n - i)))
    } else head('text/html').end('<!doctype html><title>work</title><script src="/work.js"></script>')
  })
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket: WebSocket, request) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://site')
    const n = Number(searchParams.get('n'))
    if (pathname === '/flood') for (let i = 0; i < n; i++) socket.send(payload)
    let received = 0
    socket.on('message', () => {
      if (++received === n) socket.send('all')
    })
    socket.on('error', () => {})
  })
  return onLoopback(server, sockets)
}
