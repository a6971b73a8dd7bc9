import type { ServerResponse } from 'node:http'
import type { Family } from '../family.ts'
import { playFeed, type Update, updates } from '../feed.ts'

/** In ms: how long a live request is held. */
const holdMs = 3000

const upToDate = { headers: { control: 'up-to-date' } }

/** A stand-in for Electric: a shape that is read at first, and then polled while it is live. */
export function electricFamily(): Family {
  const rows: Update[] = []
  const held = new Set<() => void>()
  let begun = false

  function say(response: ServerResponse, since: number, isLive: boolean): void {
    const changes = rows.slice(since).map(({ n, price }) => ({
      key: `"public"."quotes"/"${n}"`,
      value: { n: String(n), price: String(price) },
      headers: { operation: 'insert' },
    }))
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'electric-handle': 'shape-1',
      'electric-offset': `${rows.length}_0`,
      'electric-schema': '{"n":{"type":"int4"},"price":{"type":"int4"}}',
      'electric-up-to-date': '',
      ...(isLive && { 'electric-cursor': String(rows.length) }),
    })
    response.end(JSON.stringify([...changes, upToDate]))
  }

  return {
    attach(server) {
      server.on('request', ({ url }, response) => {
        const { pathname, searchParams } = new URL(url!, 'http://electric')
        if (pathname !== '/v1/shape') return
        const since = Math.max(0, Number.parseInt(searchParams.get('offset')!, 10))
        const isLive = searchParams.get('live') === 'true'
        if (!begun) {
          begun = true
          playFeed((update) => {
            rows.push(update)
            for (const release of [...held]) release()
          })
        }
        if (!isLive || rows.length > since) {
          say(response, since, isLive)
          return
        }
        const timer = setTimeout(() => release(), holdMs)
        const release = () => {
          clearTimeout(timer)
          held.delete(release)
          say(response, since, true)
        }
        held.add(release)
        response.on('close', () => {
          clearTimeout(timer)
          held.delete(release)
        })
      })
    },
    settled: (seen) => seen.some(({ query, over }) => !over && query.includes(`offset=${updates}_0`)),
  }
}
