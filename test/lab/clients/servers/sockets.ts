import type { IncomingMessage, Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Seen } from '../door.ts'
import type { Family } from '../family.ts'
import { lastAnswer } from '../feed.ts'

interface Sockets {
  path: string
  /** The subprotocol that the server takes, where the client offers some. */
  protocol?: string
  serve(socket: WebSocket, request: IncomingMessage): void
}

/** Accepts WebSockets at a path. */
export function attachSockets(server: Server, { path, protocol, serve }: Sockets): void {
  const sockets = new WebSocketServer({ noServer: true, ...(protocol && { handleProtocols: () => protocol }) })
  server.on('upgrade', (request, socket, head) => {
    if (!request.url!.startsWith(path)) return
    sockets.handleUpgrade(request, socket, head, (one) => serve(one, request))
  })
}

/** Whether the client's last answer has come by a socket. */
export const answeredBySocket = (seen: readonly Seen[], path = '/'): boolean =>
  seen.some((one) => one.path.startsWith(path) && `${one.socket?.in}`.includes(lastAnswer))

/** A server of WebSockets, whose client answers by the socket. */
export const socketFamily = (sockets: Sockets): Family => ({
  attach: (server) => attachSockets(server, sockets),
  settled: (seen) => answeredBySocket(seen),
})
