import { Centrifuge, type TransportName } from 'centrifuge'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A client for each transport, the second and third of which send by a request each time. */
export function start() {
  const clients = [
    connect('websocket', `ws://${location.host}/connection/websocket`),
    connect('http_stream', `${location.origin}/connection/http_stream`, '/by-stream/emulation'),
    connect('sse', `${location.origin}/connection/sse`, '/by-events/emulation'),
  ]
  return () => {
    for (const client of clients) client.disconnect()
  }
}

function connect(transport: TransportName, endpoint: string, emulationEndpoint = '/emulation'): Centrifuge {
  const client = new Centrifuge([{ transport, endpoint }], { emulationEndpoint })
  const quotes = client.newSubscription('quotes')
  quotes.on('publication', ({ data }) => {
    const { n } = data as Update
    if (isAnswered(n)) void quotes.publish({ said: answerTo(n) })
  })
  quotes.subscribe()
  client.connect()
  return client
}
