import { createClient } from 'graphql-ws'

/** A subscription over a WebSocket that the client keeps alive. */
export function start() {
  const client = createClient({ url: `ws://${location.host}/graphql`, keepAlive: 2000, lazy: false })
  client.subscribe(
    { query: 'subscription { quote { n price } }' },
    { next: () => {}, error: console.error, complete: () => {} },
  )
  return () => client.dispose()
}
