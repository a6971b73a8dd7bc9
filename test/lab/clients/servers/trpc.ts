import { initTRPC, tracked } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'
import type { Family } from '../family.ts'
import { updates } from '../feed.ts'
import { feedGenerator } from './feed-generator.ts'

const keepAliveMs = 2000

const { router, procedure } = initTRPC.create({ sse: { ping: { enabled: true, intervalMs: keepAliveMs } } })

const quotes = router({
  watch: procedure.subscription(async function* () {
    for await (const update of feedGenerator()) yield tracked(String(update.n), update)
  }),
  told: procedure.query(async function* () {
    yield* feedGenerator()
  }),
  answer: procedure.input((said) => String(said)).mutation(() => 'noted'),
})

export type Quotes = typeof quotes

/** The library's own servers: for subscriptions by events and by a WebSocket, and for queries that are answered in pieces. */
export function trpcFamily(): Family {
  return {
    attach(server) {
      for (const basePath of ['/events/', '/batched/']) {
        const handle = createHTTPHandler({ router: quotes, basePath })
        server.on('request', (request, response) => {
          if (request.url!.startsWith(basePath)) handle(request, response)
        })
      }
      const wss = new WebSocketServer({ server, path: '/socket' })
      applyWSSHandler({ wss, router: quotes, keepAlive: { enabled: true, pingMs: keepAliveMs, pongWaitMs: 10_000 } })
    },
    settled: (seen) => {
      const last = `"n":${updates}`
      return (
        seen.some(({ path, answer }) => path.startsWith('/events/') && answer.includes('event: return')) &&
        seen.some(({ path, answered, answer }) => path.startsWith('/batched/') && answered && answer.includes(last)) &&
        seen.some(({ socket }) => socket?.out.some((message) => message.includes('"type":"stopped"')))
      )
    },
  }
}
