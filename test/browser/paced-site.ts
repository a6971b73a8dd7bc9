import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { onLoopback } from './loopback.ts'

/** A wish for messages, as the query of a socket's address. */
export interface Pace {
  kind: 'text' | 'binary'
  /** Messages a second, of so many bytes at least, for so many seconds. */
  rate: number
  bytes: number
  seconds: number
}

export interface PacedSite {
  origin: string
  close(): Promise<void>
}

/** The text of a message by its number: no two are alike, some are longer than others, some are not ASCII. */
export function messageOf(number: number, bytes: number): string {
  const text = `${number}:${number % 7 === 0 ? 'é€😀' : ''}`
  return text + 'abcdefghij'.repeat(Math.ceil((bytes + (number % 5)) / 10)).slice(0, bytes + (number % 5))
}

/** How many messages a pace has. */
export const countOf = ({ rate, seconds }: Pace) => Math.round(rate * seconds)

async function send(socket: WebSocket, { kind, rate, bytes, seconds }: Pace): Promise<void> {
  const begun = performance.now()
  const count = Math.round(rate * seconds)
  for (let sent = 0; sent < count && socket.readyState === socket.OPEN; ) {
    const due = Math.min(count, Math.ceil(((performance.now() - begun) / 1000) * rate))
    for (; sent < due; sent++) {
      const text = messageOf(sent, bytes)
      if (kind === 'text') socket.send(text)
      else socket.send(Buffer.from(text), { binary: true })
    }
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  socket.send('the end')
}

/** A server on loopback whose sockets send as many messages a second as their address asks for. */
export async function startPacedSite(): Promise<PacedSite> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>paced</title>')
  })
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => {
    const { searchParams } = new URL(request.url!, 'http://site')
    const number = (name: string) => Number(searchParams.get(name))
    const kind = searchParams.get('kind') === 'binary' ? 'binary' : 'text'
    void send(socket, { kind, rate: number('rate'), bytes: number('bytes'), seconds: number('seconds') })
  })
  return await onLoopback(server, sockets)
}
