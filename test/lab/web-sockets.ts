import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { countBytes } from './counted-socket.ts'
import type { Run } from './run.ts'

/** The first byte of a binary message distinguishes an update from a message of the page and its echo. */
export const BINARY_UPDATE = 0
export const BINARY_NOTE = 1

export interface WebSockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, run: Run, form: 'text' | 'binary'): void
  close(): void
}

/** WebSockets that push the feed and echo the page's messages. */
export function createWebSockets(): WebSockets {
  const server = new WebSocketServer({ noServer: true })
  return {
    upgrade(request, socket, head, run, form) {
      server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, run, form === 'binary'))
    },
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

function serve(socket: WebSocket, run: Run, binary: boolean): void {
  countBytes(socket, run.counters)
  const stop = run.play(-1, (update) => {
    socket.send(binary ? Buffer.concat([Buffer.of(BINARY_UPDATE), Buffer.from(update.payload)]) : update.payload)
    run.deliver(update)
    run.sent()
  })
  socket.on('message', (data: Buffer, isBinary) => {
    if (socket.readyState === socket.OPEN) {
      socket.send(isBinary ? data : data.toString())
      run.sent()
    }
    run.received()
  })
  // The server closes first: a page that calls close() no longer receives messages on their way.
  const release = run.hold(() => {
    stop()
    socket.close(1000)
  })
  socket.on('error', () => socket.terminate())
  socket.once('close', () => {
    stop()
    release()
  })
}
