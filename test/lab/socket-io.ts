import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type Socket, Server as SocketServer } from 'socket.io'
import { type WebSocket, WebSocketServer, type ServerOptions as WebSocketServerOptions } from 'ws'
import { countBytes } from './counted-socket.ts'
import type { TechniqueCounters } from './counters.ts'
import type { Run } from './run.ts'

export interface SocketIo {
  close(): void
}

/**
 * Socket.IO on an HTTP server: emits each update as `quote`, and `echo` for every `note` of the page. Only these events
 * count as messages; requests and bytes are all of Engine.IO's.
 * @param runOf the run that a connection's query belongs to
 */
export function attachSocketIo(
  server: HttpServer,
  { path, transports }: Required<Pick<ServerOptions, 'path' | 'transports'>>,
  counters: TechniqueCounters,
  runOf: (query: URLSearchParams) => Run,
): SocketIo {
  const io = new SocketServer(server, {
    path,
    transports,
    serveClient: false,
    destroyUpgrade: false,
    cors: { origin: '*' },
    wsEngine: countedWebSocketServer(counters),
  })
  io.on('connection', (socket) =>
    serve(socket, runOf(new URLSearchParams(socket.handshake.query as Record<string, string>))),
  )
  return {
    close() {
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

function serve(socket: Socket, run: Run): void {
  const stop = run.play(-1, (update) => {
    socket.emit('quote', update.payload)
    run.deliver(update)
    run.sent()
  })
  socket.on('note', (text: string) => {
    socket.emit('echo', text)
    run.sent()
    run.received()
  })
  // Closed below Socket.IO: its own disconnect makes the client send a request that would race the counters.
  const release = run.hold(() => {
    stop()
    setImmediate(() => socket.conn.close())
  })
  socket.once('disconnect', () => {
    stop()
    release()
  })
}

function countedWebSocketServer(
  counters: TechniqueCounters,
): new (
  options?: WebSocketServerOptions,
) => WebSocketServer {
  return class extends WebSocketServer {
    constructor(options?: WebSocketServerOptions) {
      super(options)
      const handleUpgrade = this.handleUpgrade
      this.handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, done) =>
        Reflect.apply(handleUpgrade, this, [
          request,
          socket,
          head,
          (client: WebSocket, from: IncomingMessage) => {
            countBytes(client, counters)
            done(client as never, from as never)
          },
        ])
    }
  }
}
