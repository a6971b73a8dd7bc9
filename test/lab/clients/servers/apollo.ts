import type { Family } from '../family.ts'
import { playFeed, updates } from '../feed.ts'
import { graphqlQuote, quotesFamily } from './quotes.ts'

/** In ms: in the longest pause of the feed. */
const heartbeatAt = 4000

/** A stand-in for Apollo's servers: queries, and subscriptions whose answers are parts of one body. */
export function apolloFamily(): Family {
  const quotes = quotesFamily({ path: '/graphql', write: graphqlQuote })
  return {
    attach(server) {
      quotes.attach(server)
      server.on('request', ({ url }, response) => {
        if (url !== '/subscriptions') return
        response.writeHead(200, { 'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0' })
        const part = (text: string) => response.write(`content-type: application/json\r\n\r\n${text}\r\n--graphql\r\n`)
        response.write('--graphql\r\n')
        setTimeout(() => part('{}'), heartbeatAt)
        playFeed(
          (update) => part(`{"payload":${graphqlQuote(update)}}`),
          () => response.end('content-type: application/json\r\n\r\n{"payload":null}\r\n--graphql--\r\n'),
        )
      })
    },
    settled: (seen) =>
      quotes.settled(seen) && seen.some(({ answered, answer }) => answered && answer.includes(`"n":${updates}`)),
  }
}
