import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Family } from '../family.ts'
import { heartbeatMs, lastAnswer, playFeed } from '../feed.ts'
import { answeredBySocket, attachSockets } from './sockets.ts'

/** In ms: how long a poll is held. */
const holdMs = 2500

/** Of an attached channel. */
const mayPublishAndSubscribe = 0x6_0000

// Actions of Ably's protocol messages.
const [heartbeat, ack, connected, attach, attached, message] = [0, 1, 4, 10, 11, 15]

interface Message {
  action: number
  channel?: string
  msgSerial?: number
}

/** A stand-in for Ably's protocol in JSON, by WebSocket and by long polling, which the library calls comet. @param transports those of the clients */
export function ablyFamily(...transports: ('socket' | 'polls')[]): Family {
  const welcome = (connectionId: string) => ({
    action: connected,
    connectionId,
    connectionDetails: {
      connectionKey: connectionId,
      maxIdleInterval: 15_000,
      connectionStateTtl: 120_000,
      maxMessageSize: 65_536,
    },
  })

  function take({ action, channel, msgSerial }: Message, send: (one: object) => void): void {
    if (action === message) send({ action: ack, msgSerial, count: 1 })
    if (action !== attach) return
    send({ action: attached, channel, channelSerial: 's0', flags: mayPublishAndSubscribe })
    playFeed((update) => {
      const id = `feed:${update.n}:0`
      const messages = [{ id, name: 'update', data: JSON.stringify(update), encoding: 'json' }]
      send({
        action: message,
        channel,
        id,
        connectionId: 'feed',
        channelSerial: `s${update.n}`,
        timestamp: Date.now(),
        messages,
      })
    })
  }

  let waiting: object[] = []
  let held: { response: ServerResponse; timer: NodeJS.Timeout } | undefined
  const say = (response: ServerResponse, messages: readonly object[], status = 200) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(messages))
  const release = () => {
    if (!held) return
    clearTimeout(held.timer)
    say(held.response, waiting.length > 0 ? waiting : [{ action: heartbeat }])
    waiting = []
    held = undefined
  }
  const push = (one: object) => {
    waiting.push(one)
    release()
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, 'http://ably')
    if (pathname === '/comet/connect') say(response, [welcome('polls')])
    else if (pathname === '/comet/polls/close') say(response, [])
    else if (pathname === '/comet/polls/send') {
      const messages = JSON.parse(await text(request)) as Message[]
      say(response, [], 201)
      for (const one of messages) take(one, push)
    } else if (pathname === '/comet/polls/recv') {
      held = { response, timer: setTimeout(release, holdMs) }
      if (waiting.length > 0) release()
    }
  }

  return {
    attach(server) {
      server.on('request', (request, response) => void answer(request, response))
      attachSockets(server, {
        path: '/?',
        serve(socket) {
          const send = (one: object) => socket.send(JSON.stringify(one))
          send(welcome('socket'))
          const timer = setInterval(() => send({ action: heartbeat }), heartbeatMs)
          socket.on('close', () => clearInterval(timer))
          socket.on('message', (data) => take(JSON.parse(String(data)) as Message, send))
        },
      })
    },
    settled: (seen) =>
      (!transports.includes('socket') || answeredBySocket(seen)) &&
      (!transports.includes('polls') ||
        seen.some(({ path, over, body }) => path.endsWith('/send') && over && body.includes(lastAnswer))),
  }
}
