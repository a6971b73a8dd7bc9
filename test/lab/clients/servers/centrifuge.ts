import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Family } from '../family.ts'
import { heartbeatMs, lastAnswer, playFeed } from '../feed.ts'
import { answeredBySocket, attachSockets } from './sockets.ts'

/** In s: the client waits for longer than that for a ping. */
const ping = 3

interface Command {
  id: number
  connect?: object
  subscribe?: { channel: string }
  publish?: object
}

/** A stand-in for Centrifugo with its three transports, two of which send by requests of their own. */
export function centrifugeFamily(): Family {
  const sessions = new Map<string, (commands: string) => void>()

  /** Serves a connection, whose messages `write` sends. */
  function connected(session: string, write: (message: string) => void, pong: boolean) {
    const send = (message: object) => write(JSON.stringify(message))
    const timer = setInterval(() => write('{}'), heartbeatMs)
    const take = (commands: string) => {
      for (const line of commands.split('\n').filter((one) => one !== '{}' && one !== '')) {
        const { id, connect, subscribe, publish } = JSON.parse(line) as Command
        if (connect) send({ id, connect: { client: session, version: '6.0.0', ping, pong, session, node: 'n1' } })
        if (publish) send({ id, publish: {} })
        if (!subscribe) continue
        send({ id, subscribe: {} })
        playFeed((data) => send({ push: { channel: subscribe.channel, pub: { data } } }))
      }
    }
    sessions.set(session, take)
    return { take, close: () => clearInterval(timer) }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://centrifuge')
    if (pathname.endsWith('/emulation')) {
      const { session, data } = JSON.parse(await text(request)) as { session: string; data: string }
      sessions.get(session)!(data)
      response.writeHead(204).end()
      return
    }
    const isEvents = pathname === '/connection/sse'
    if (!isEvents && pathname !== '/connection/http_stream') return
    const first = isEvents ? searchParams.get('cf_connect')! : await text(request)
    // For the stream the server names no type, and Go's finds that it is text.
    const type = isEvents ? 'text/event-stream' : 'text/plain'
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
    response.flushHeaders()
    const write = (message: string) => {
      // Of the updates, the third and the fourth leave together.
      if (message.includes('"n":3,')) response.cork()
      response.write(isEvents ? `data: ${message}\n\n` : `${message}\n`)
      if (message.includes('"n":4,')) response.uncork()
    }
    const { take, close } = connected(pathname, write, false)
    response.on('close', close)
    take(first)
  }

  return {
    attach(server) {
      server.on('request', (request, response) => void answer(request, response))
      attachSockets(server, {
        path: '/connection/websocket',
        serve(socket) {
          const { take, close } = connected('socket', (message) => socket.send(message), true)
          socket.on('message', (data) => take(String(data)))
          socket.on('close', close)
        },
      })
    },
    settled: (seen) =>
      answeredBySocket(seen) &&
      ['/by-stream', '/by-events'].every((path) =>
        seen.some((one) => one.path.startsWith(path) && one.over && one.body.includes(lastAnswer)),
      ),
  }
}
