import type { Family } from '../family.ts'
import { playFeed, type Update } from '../feed.ts'

/** Answers after the last update: a poller that goes on has then repeated itself. */
const enough = 3

interface Quotes {
  path?: string
  type?: string
  write?(quote: Update): string
}

/** Answers every request for the newest quote at once, as servers of pollers do. */
export function quotesFamily({
  path = '/quotes',
  type = 'application/json',
  write = JSON.stringify,
}: Quotes = {}): Family {
  let quote: Update | undefined
  let over = false
  let afterwards = 0
  return {
    attach(server) {
      server.on('request', ({ url = '' }, response) => {
        if (!url.startsWith(path)) return
        if (!quote) {
          quote = { n: 0, price: 100 }
          playFeed(
            (update) => {
              quote = update
            },
            () => {
              over = true
            },
          )
        }
        if (over) afterwards++
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(write(quote))
      })
    },
    settled: () => afterwards >= enough,
  }
}

/** The newest quote as the answer to a GraphQL query. */
export const graphqlQuote = (quote: Update) => JSON.stringify({ data: { quote: { __typename: 'Quote', ...quote } } })
