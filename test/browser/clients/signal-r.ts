import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { answerTo, isAnswered, type Update } from '../../lab/clients/feed.ts'

/** A client for each hub; the server names the available transports. */
export function start() {
  const clients = ['socket', 'events', 'polls', 'refused'].map((hub) => {
    const client = new HubConnectionBuilder().withUrl(`/hubs/${hub}`).configureLogging(LogLevel.None).build()
    client.on('update', ({ n }: Update) => {
      if (isAnswered(n)) void client.send('answer', answerTo(n))
    })
    void client.start()
    return client
  })
  return () => Promise.all(clients.map((client) => client.stop()))
}
