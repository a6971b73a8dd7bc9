import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import { onLoopback } from './loopback.ts'

export interface HostileSite {
  origin: string
  /** Bodies that pages have posted to /said, newest last. */
  said: string[]
  close(): Promise<void>
}

/** Resembles markup; used wherever a page, a server or a peer may choose a text. */
export const markup = `<img src=x onerror="document.title='broken'">`

// Frames from a server are not masked, so the same bytes can be sent again and again, as many as fit a write.
const floodText = Buffer.from('a flooding message')
const frame = Buffer.concat([Buffer.from([0x81, floodText.length]), floodText])
const framesAtOnce = 4096
const manyFrames = Buffer.concat(Array.from({ length: framesAtOnce }, () => frame))
export const floodBytes = floodText.length

/** Writes to a stream as fast as its reader allows. */
async function pour(to: Duplex | ServerResponse, pieces: Iterable<Buffer>): Promise<void> {
  const closed = new Promise((resolve) => to.once('close', resolve))
  for (const piece of pieces) {
    if (to.destroyed) return
    if (!to.write(piece)) await Promise.race([once(to, 'drain').catch(() => {}), closed])
  }
}

function* frames(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= framesAtOnce)
    yield left >= framesAtOnce ? manyFrames : manyFrames.subarray(0, left * frame.length)
}

function* filler(bytes: number): Generator<Buffer> {
  const piece = Buffer.alloc(1_000_000, 'a')
  for (let left = bytes; left > 0; left -= piece.length) yield left >= piece.length ? piece : piece.subarray(0, left)
}

/**
 * A server on loopback that treats pages and panels as badly as a server can. Its pages, a plain one and `pages`, are
 * cross-origin isolated, to have shared memory.
 */
export async function startHostileSite(pages: Record<string, string> = {}): Promise<HostileSite> {
  const documents: Record<string, string> = { '/plain': '<!doctype html><title>plain</title>', ...pages }
  const said: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://site')
    const head = (type: string, more: Record<string, string> = {}) =>
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...more })
    const page = documents[pathname]
    if (page !== undefined)
      head('text/html', {
        'cache-control': 'no-cache', // a page that may not be stored does not enter the back/forward cache either
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      }).end(page)
    else if (pathname === '/body')
      void pour(head('text/plain'), filler(Number(searchParams.get('bytes')))).then(() => response.end())
    else if (pathname === '/stream') {
      head('text/plain')
      const timer = setInterval(() => response.write('a piece of it\n'.repeat(200)), 20)
      response.on('close', () => clearInterval(timer))
    } else if (pathname === '/events') {
      head('text/event-stream').write(`event: ${markup}\nid: ${markup}\ndata: ${markup}\n\n`)
    } else if (pathname === '/said') {
      const words = text(request).then((all) => said.push(all))
      void words.catch(() => {}).then(() => response.end()) // the request may have been aborted
    } else head(`text/plain; note="${markup.replaceAll('"', "'")}"`).end(`not ${markup}`)
  })

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 200_000_000 })
  server.on('upgrade', (request, socket, start) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://site')
    sockets.handleUpgrade(request, socket, start, (one) => {
      one.on('error', () => {})
      const number = (name: string) => Number(searchParams.get(name))
      if (pathname === '/flood')
        one.once('message', () => void pour(socket, frames(number('count'))).then(() => one.send('the end')))
      else if (pathname === '/large')
        one.send(Buffer.alloc(number('bytes'), 'a'), { binary: searchParams.get('kind') === 'binary' })
      else if (pathname === '/brief') one.close(1000, 'brief')
      else if (pathname === '/markup') {
        one.send(markup)
        one.once('message', () => one.close(4000, markup))
      } else if (pathname === '/ticks') {
        const timer = setInterval(() => one.send('tick'), 20)
        one.on('close', () => clearInterval(timer))
      } else one.on('message', (message, binary) => one.send(message, { binary }))
    })
  })
  return { ...(await onLoopback(server, sockets)), said }
}
