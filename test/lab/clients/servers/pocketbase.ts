import type { Family } from '../family.ts'
import { playFeed, updates } from '../feed.ts'
import { eventStream } from './events.ts'

/** A stand-in for PocketBase: an event stream, and a request that says what the page wants to hear. */
export function pocketBaseFamily(): Family {
  let stream: ReturnType<typeof eventStream> | undefined
  return {
    attach(server) {
      server.on('request', (request, response) => {
        if (!request.url!.startsWith('/api/realtime')) return
        if (request.method === 'GET') {
          stream = eventStream(response)
          stream.write('id:c1\nevent:PB_CONNECT\ndata:{"clientId":"c1"}\n\n')
          return
        }
        request.resume().on('end', () => response.writeHead(204).end())
        playFeed(({ n, price }) => {
          const record = { id: String(n), collectionName: 'quotes', n, price }
          stream!.write(`id:c1\nevent:quotes/*\ndata:${JSON.stringify({ action: 'create', record })}\n\n`)
        })
      })
    },
    settled: (seen) => seen.some(({ answer }) => answer.includes(`"n":${updates}`)),
  }
}
