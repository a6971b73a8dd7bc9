import { once } from 'node:events'
import { initTRPC, tracked } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'
import type { Family } from '../family.ts'
import { heartbeatMs, updates } from '../feed.ts'
import { feedGenerator } from './feed-generator.ts'
import { answeredBySocket } from './sockets.ts'

const { router, procedure } = initTRPC.create({ sse: { ping: { enabled: true, intervalMs: heartbeatMs } } })

const quotes = router({
  // Goes on until the client has had enough.
  watch: procedure.subscription(async function* ({ signal }) {
    for await (const update of feedGenerator()) yield tracked(String(update.n), update)
    await once(signal!, 'abort')
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
      applyWSSHandler({ wss, router: quotes, keepAlive: { enabled: true, pingMs: heartbeatMs, pongWaitMs: 10_000 } })
    },
    settled: (seen) => {
      const last = `"n":${updates}`
      return (
        seen.some(({ path, answer }) => path.startsWith('/events/') && answer.includes(last)) &&
        seen.some(({ path, answered, answer }) => path.startsWith('/batched/') && answered && answer.includes(last)) &&
        answeredBySocket(seen)
      )
    },
  }
}
