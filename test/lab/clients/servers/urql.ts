import { createHandler } from 'graphql-sse/lib/use/http'
import type { Family } from '../family.ts'
import { schema } from './graphql-schema.ts'
import { graphqlQuote, quotesFamily } from './quotes.ts'

/** One address: by GET for queries, by POST for subscriptions. */
export function urqlFamily(): Family {
  const quotes = quotesFamily({ path: '/graphql?', write: graphqlQuote })
  const handle = createHandler({ schema })
  return {
    attach(server) {
      quotes.attach(server)
      server.on('request', (request, response) => {
        if (request.method !== 'POST') return
        // The library takes a request for its own only if it accepts nothing but events; urql names other types, too.
        request.headers.accept = 'text/event-stream'
        void handle(request, response)
      })
    },
    settled: (seen) =>
      quotes.settled(seen) &&
      seen.some(({ method, answer }) => method === 'POST' && answer.includes('event: complete')),
  }
}
