import { Server } from 'socket.io'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed } from '../../lab/clients/feed.ts'

const paths = ['/upgrading', '/socket-first']

/** Socket.IO's own server behind a proxy that refuses WebSockets. */
export function socketIoFamily(): Family {
  return {
    attach(server) {
      for (const path of paths) {
        const one = new Server(server, { path, serveClient: false, pingInterval: 2500 })
        one.on('connection', (client) => playFeed((update) => client.emit('update', update)))
      }
      server.removeAllListeners('upgrade')
      server.on('upgrade', (_request, socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    },
    settled: (seen) =>
      paths.every((path) => {
        const own = seen.filter((one) => one.path.startsWith(path))
        return (
          own.some(({ body, over }) => over && body.includes(lastAnswer)) &&
          own.some(({ method, over, socket }) => method === 'GET' && !over && !socket)
        )
      }),
  }
}
