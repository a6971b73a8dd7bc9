import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { onLoopback } from '../browser/loopback.ts'
import { documents } from './documents.ts'
import { type Answer, answers } from './site-answers.ts'
import { createWireLog, type WireLog } from './wire-log.ts'

export interface Site {
  origin: string
  /** The same site on another port: another origin. */
  cross: string
  wire: WireLog
  close(): Promise<void>
}

/** Two origins on loopback. Requests with `?case=` are logged for that case. */
export async function startSite(pageScript: (site: { origin: string; cross: string }) => string): Promise<Site> {
  const wire = createWireLog()
  const origins: string[] = []
  const script: Answer = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/javascript' })
      .end(pageScript({ origin: origins[0]!, cross: origins[1]! }))

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://site')
    const found = url.pathname === '/page.js' ? script : (documents.get(url.pathname) ?? answers.get(url.pathname))
    // Documents carry their case in the URL, but are not logged for it.
    const entry = wire.begin(request, documents.has(url.pathname) ? null : url.searchParams.get('case'))
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('cache-control', 'no-store')
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('error', () => {})
    response.on('close', () => entry.end(response.writableFinished))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      entry.received(body)
      if (request.method === 'OPTIONS')
        response
          .writeHead(204, { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*, content-type' })
          .end()
      else if (found) found(request, response, { url, body, entry })
      else response.writeHead(404).end('nothing here')
    })
  }

  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false })
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const entry = wire.begin(request, new URL(request.url!, 'http://site').searchParams.get('case'))
    socket.on('error', () => {})
    socket.on('message', (data: Buffer, binary) => {
      entry.note(`message ${binary ? data.toString('hex') : data.toString()}`)
      const order = binary ? [] : data.toString().split(':')
      if (order[0] === 'close') socket.close(Number(order[1]), order[2])
      else if (order[0] === 'destroy') socket.terminate()
      else if (order[0] === 'count') for (let n = 0; n < Number(order[1]); n++) socket.send(`message ${n}`)
      else socket.send(data, { binary })
    })
    socket.on('close', (code, reason) => {
      entry.note(`closed ${code} ${reason}`)
      entry.end(true)
    })
  })

  const servers: { close(): Promise<void> }[] = []
  for (let n = 0; n < 2; n++) {
    const server = createServer(answer)
    server.on('upgrade', (request, socket, head) => {
      if (request.url!.startsWith('/no-socket')) socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      else sockets.handleUpgrade(request, socket, head, (made) => sockets.emit('connection', made, request))
    })
    const listening = await onLoopback(server, sockets)
    servers.push(listening)
    origins.push(listening.origin)
  }
  return {
    origin: origins[0]!,
    cross: origins[1]!,
    wire,
    async close() {
      for (const server of servers) await server.close()
    },
  }
}
