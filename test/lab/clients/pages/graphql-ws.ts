import { createClient } from 'graphql-ws'
import { heartbeatMs } from '../feed.ts'

/** A subscription over a WebSocket that the client keeps alive. */
export function start() {
  const client = createClient({ url: `ws://${location.host}/graphql`, keepAlive: heartbeatMs, lazy: false })
  client.subscribe(
    { query: 'subscription { quote { n price } }' },
    { next: () => {}, error: console.error, complete: () => {} },
  )
  return () => client.dispose()
}
