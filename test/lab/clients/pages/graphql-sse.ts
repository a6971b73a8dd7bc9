import { createClient } from 'graphql-sse'

const query = 'subscription Quote { quote { n price } }'

/** A subscription in each of the protocol's modes: with a stream of its own, and in one that many share. */
export function start() {
  const distinct = createClient({ url: '/distinct' })
  const single = createClient({ url: '/single', singleConnection: true, lazy: false })
  for (const client of [distinct, single])
    client.subscribe({ query }, { next: () => {}, error: console.error, complete: () => {} })
  return () => {
    for (const client of [distinct, single]) client.dispose()
  }
}
