import { Realtime } from 'ably'
import { answerTo, isAnswered, type Update } from './feed.ts'

/** Subscribes and answers by one of the library's transports. @returns what closes the connection */
export function startAbly(transport: 'web_socket' | 'xhr_polling'): () => Promise<unknown> {
  const client = new Realtime({
    token: 'none.none',
    endpoint: location.hostname,
    port: Number(location.port),
    tls: false,
    useBinaryProtocol: false,
    transports: [transport],
  })
  const channel = client.channels.get('quotes')
  void channel.subscribe('update', ({ data }) => {
    const { n } = data as Update
    if (isAnswered(n)) void channel.publish('answer', answerTo(n))
  })
  return () => {
    client.close()
    return client.connection.whenState('closed')
  }
}
