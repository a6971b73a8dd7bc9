import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
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

/** A frame of a server: its mask is none (RFC 6455, 5.2). */
function frameOf(text: string, kind: Pace['kind']): Buffer {
  const payload = Buffer.from(text)
  const opcode = kind === 'text' ? 0x81 : 0x82
  const { length } = payload
  const head =
    length < 126
      ? [opcode, length]
      : length < 65_536
        ? [opcode, 126, length >> 8, length & 255]
        : [opcode, 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]
  return Buffer.concat([Buffer.from(head), payload])
}

/** Writes frames that were made before: a server that makes them meanwhile would take the time of the browser that it tests. */
async function send(socket: WebSocket, to: Duplex, { kind, rate, bytes, seconds }: Pace): Promise<void> {
  const count = Math.round(rate * seconds)
  const ends: number[] = []
  const frames: Buffer[] = []
  let length = 0
  for (let number = 0; number < count; number++) {
    const frame = frameOf(messageOf(number, bytes), kind)
    frames.push(frame)
    length += frame.length
    ends.push(length)
  }
  const all = Buffer.concat(frames)
  const begun = performance.now()
  for (let sent = 0; sent < count && socket.readyState === socket.OPEN; ) {
    const due = Math.min(count, Math.ceil(((performance.now() - begun) / 1000) * rate))
    if (due > sent) to.write(all.subarray(ends[sent - 1] ?? 0, ends[due - 1]!))
    sent = due
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
    const to = request.socket
    const { searchParams } = new URL(request.url!, 'http://site')
    const number = (name: string) => Number(searchParams.get(name))
    const kind = searchParams.get('kind') === 'binary' ? 'binary' : 'text'
    void send(socket, to, { kind, rate: number('rate'), bytes: number('bytes'), seconds: number('seconds') })
  })
  return await onLoopback(server, sockets)
}
