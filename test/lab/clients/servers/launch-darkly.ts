import type { Family } from '../family.ts'
import { playFeed, type Update, updates } from '../feed.ts'
import { eventStream } from './events.ts'

const flag = ({ n, price }: Update) => ({ version: n, flagVersion: n, value: price, variation: n, trackEvents: true })

/** A stand-in for LaunchDarkly: flags at once, then as a stream; and what the client reports. */
export function launchDarklyFamily(): Family {
  const first = { price: flag({ n: 0, price: 100 }) }
  return {
    attach(server) {
      server.on('request', (request, response) => {
        const url = request.url!
        if (url.startsWith('/sdk/'))
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify(url.startsWith('/sdk/goals/') ? [] : first))
        else if (url.startsWith('/events/')) request.resume().on('end', () => response.writeHead(202).end())
        else if (url.startsWith('/eval/')) {
          eventStream(response).write(`event: put\ndata: ${JSON.stringify(first)}\n\n`)
          playFeed((update) =>
            response.write(`event: patch\ndata: ${JSON.stringify({ key: 'price', ...flag(update) })}\n\n`),
          )
        }
      })
    },
    settled: (seen) =>
      seen.some(({ answer }) => answer.includes(`"version":${updates}`)) &&
      seen.filter(({ path, over }) => over && path.startsWith('/events/bulk/')).length >= 4,
  }
}
