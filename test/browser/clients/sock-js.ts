import SockJS from 'sockjs-client'
import { answerTo, isAnswered, type Update } from '../../lab/clients/feed.ts'

const transports = ['websocket', 'xhr-streaming', 'xhr-polling', 'eventsource'] as const

/** A client for each transport that current browsers have. */
export function start() {
  const stops = transports.map(startOne)
  return () => Promise.all(stops.map((stop) => stop()))
}

function startOne(transport: string): () => Promise<void> {
  // The default timeout is derived from the round trip and would reject a transport on a busy machine.
  const client = new SockJS(`/by-${transport}`, undefined, { transports: transport, timeout: 20_000 })
  client.onmessage = ({ data }) => {
    const { n } = JSON.parse(data) as Update
    if (isAnswered(n)) client.send(answerTo(n))
  }
  return () =>
    new Promise((resolve) => {
      client.onclose = () => resolve()
      // Closed at a heartbeat: none is on its way then, since the next is a while off. Over a WebSocket heartbeats are
      // pings, which no page sees.
      if (transport === 'websocket') client.close()
      else client.addEventListener('heartbeat', () => client.close())
    })
}
