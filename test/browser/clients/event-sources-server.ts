import type { ServerResponse } from 'node:http'
import type { Family } from '../../lab/clients/family.ts'
import { playFeed, updates } from '../../lab/clients/feed.ts'

/** Connections that are closed after an event, before one is kept open. */
const cuts = 5

/** Event streams: one that stays open, one that ends after each event, one that is refused, and a response that is none. */
export function eventSourcesFamily(): Family {
  let connections = 0
  const eventStream = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  return {
    attach(server) {
      server.on('request', ({ url }, response) => {
        if (url === '/fetched') {
          eventStream(response).write(': hello\n\nretry: 2000\n\n')
          playFeed(({ n, price }) => response.write(`event: price\nid: ${n}\ndata: {"price":${price}}\n\n`))
        } else if (url === '/not-a-stream') {
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[]}')
        } else if (url === '/cut') {
          if (connections++ < cuts) eventStream(response).end(`retry: 600\ndata: ${connections}\n\n`)
          else eventStream(response).write(':\n\n')
        } else if (url === '/refused') response.writeHead(503).end()
      })
    },
    settled(seen) {
      const of = (path: string) => seen.filter((one) => one.path === path)
      const told = of('/fetched')[0]?.answer.match(/^data: /gm)?.length === updates
      return told && of('/cut').length > cuts && of('/refused').filter(({ over }) => over).length === 4
    },
  }
}
