import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed } from '../../lab/clients/feed.ts'

/** In ms: how long a poll is held while there is news to come. */
const holdMs = 2000

/** A stand-in for Phoenix's long-polling transport (phoenix, `longpoll.ex`), whose sockets are refused. */
export function phoenixFamily(): Family {
  let waiting: string[] = []
  let over = false
  let held: { response: ServerResponse; timer: NodeJS.Timeout | undefined } | undefined

  // Keys are sorted, as Phoenix writes maps. The HTTP status is always 200.
  const say = (response: ServerResponse, status: number, messages: string[] = []) => {
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.end(JSON.stringify({ messages, status, token: 'SFMyNTY.g2gDaAJhBHQ' }))
  }
  const release = () => {
    if (!held) return
    clearTimeout(held.timer)
    say(held.response, waiting.length > 0 ? 200 : 204, waiting)
    waiting = []
    held = undefined
  }
  const push = (...message: unknown[]) => {
    waiting.push(JSON.stringify(message))
    release()
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://phoenix')
    if (pathname !== '/socket/longpoll') return
    const body = await text(request)
    if (request.method === 'POST') {
      response.setHeader('content-type', 'application/json; charset=utf-8')
      response.end('{"status":200}')
      if (body.includes(lastAnswer)) over = true
      for (const line of body.split('\n')) {
        const [joinRef, ref, topic, event] = JSON.parse(line) as string[]
        push(joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} })
        if (event === 'phx_join') playFeed((update) => push(null, null, topic, 'update', update))
      }
      return
    }
    if (!searchParams.has('token')) return say(response, 410)
    held = { response, timer: over ? undefined : setTimeout(release, holdMs) }
    if (waiting.length > 0) release()
  }

  return {
    attach(server) {
      server.on('request', (request, response) => void answer(request, response))
      server.on('upgrade', (_request, socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    },
    settled: (seen) =>
      seen.some(({ body, over }) => over && body.includes(lastAnswer)) &&
      seen.some(({ path, over }) => path === '/socket/longpoll' && !over),
  }
}
