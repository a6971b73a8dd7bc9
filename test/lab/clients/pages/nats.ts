import { connect, type NatsConnection } from 'nats.ws'
import { answerTo, heartbeatMs, isAnswered, type Update } from '../feed.ts'

/** A subscription, with frequent pings. */
export function start() {
  const connected = connect({ servers: `ws://${location.host}/nats`, pingInterval: heartbeatMs })
  void connected.then(watch)
  return async () => (await connected).close()
}

async function watch(connection: NatsConnection): Promise<void> {
  for await (const message of connection.subscribe('quotes')) {
    const { n } = message.json<Update>()
    if (isAnswered(n)) connection.publish('answers', answerTo(n))
  }
}
