import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type CountedFront, countedFront, type Transport } from './counted-front.ts'
import type { Update } from './feed.ts'

const script = readFileSync(new URL('page.js', import.meta.url))
const page = '<!doctype html><title>truth</title><link rel=icon href="data:,"><script src="/page.js"></script>'
const maxHoldMs = 10_000

/** Content of compressed messages that compresses well, or not at all. */
function withFilling(text: string, path: string): string {
  if (path.startsWith('/deflated-words'))
    return `${text.slice(0, -1)},"more":"${'the price of the order in the book '.repeat(12)}"}`
  if (path.startsWith('/deflated-random'))
    return `${text.slice(0, -1)},"more":"${randomBytes(400).toString('base64')}"}`
  return text
}

export interface TruthSite extends CountedFront {
  /** Starts the updates. */
  begin(): void
  /** When each update became available, in ms of this machine's clock. */
  told(): readonly number[]
}

/** Starts a server over a transport that plays a feed by every technique. */
export async function startTruthSite(transport: Transport, feed: readonly Update[]): Promise<TruthSite> {
  let told = 0
  let toldAt: number[] = []
  let timers: NodeJS.Timeout[] = []
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const one of [...waiting]) one()
  }

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://site')
    const since = Number(searchParams.get('since') ?? 0)
    const head = (type: string) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    const send = () => head('application/json').end(`[${feed.slice(since, told).map(({ text }) => text)}]`)
    if (pathname === '/page.js') head('text/javascript').end(script)
    else if (pathname === '/poll') send()
    else if (pathname === '/hold') {
      if (told > since) return send()
      const done = () => {
        clearTimeout(timer)
        waiting.delete(done)
        send()
      }
      const timer = setTimeout(done, maxHoldMs)
      waiting.add(done)
    } else if (pathname === '/events' || pathname === '/lines') {
      head(pathname === '/events' ? 'text/event-stream' : 'application/x-ndjson')
      response.flushHeaders()
      let next = told
      const push = () => {
        for (; next < told; next++)
          response.write(pathname === '/events' ? `data: ${feed[next]!.text}\n\n` : `${feed[next]!.text}\n`)
      }
      waiting.add(push)
      request.on('close', () => waiting.delete(push))
    } else head('text/html').end(page)
  }

  const back =
    transport === 'HTTP/2'
      ? createHttp2Server((request, response) => answer(request as never, response as never))
      : createServer(answer)
  const sockets = [false, true].map((deflate) => {
    const server = new WebSocketServer({ noServer: true, perMessageDeflate: deflate ? { threshold: 0 } : false })
    server.on('connection', (socket: WebSocket, { url: path = '' }: IncomingMessage) => {
      let next = told
      const push = () => {
        for (; next < told; next++) socket.send(withFilling(feed[next]!.text, path))
      }
      waiting.add(push)
      socket.on('close', () => waiting.delete(push))
      socket.on('message', (text) => socket.send(String(text)))
    })
    return server
  })
  if (transport !== 'HTTP/2')
    back.on('upgrade', (request, stream, head) => {
      const server = sockets[request.url!.startsWith('/deflated') ? 1 : 0]!
      server.handleUpgrade(request, stream, head, (socket) => server.emit('connection', socket, request))
    })
  await new Promise<void>((resolve) => back.listen(0, '127.0.0.1', resolve))
  const front = await countedFront(transport, (back.address() as AddressInfo).port)
  const stop = () => {
    for (const timer of timers) clearTimeout(timer)
  }
  return {
    ...front,
    begin() {
      stop()
      told = 0
      toldAt = []
      timers = feed.map(({ at }) =>
        setTimeout(() => {
          told++
          toldAt.push(Date.now())
          wake()
        }, at),
      )
    },
    told: () => toldAt,
    close() {
      stop()
      front.close()
      back.close()
    },
  }
}
