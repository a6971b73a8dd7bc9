import SockJS from 'sockjs-client'
import { answerTo, isAnswered, type Update } from './feed.ts'

const transports = ['websocket', 'xhr-streaming', 'xhr-polling', 'eventsource'] as const

/** A client for each transport that a browser of today has. */
export function start() {
  const stops = transports.map(startOne)
  return () => Promise.all(stops.map((stop) => stop()))
}

function startOne(transport: string): () => Promise<void> {
  // By the round trip alone it gives a transport up that a busy machine keeps waiting.
  const client = new SockJS(`/by-${transport}`, undefined, { transports: transport, timeout: 20_000 })
  client.onmessage = ({ data }) => {
    const { n } = JSON.parse(data) as Update
    if (isAnswered(n)) client.send(answerTo(n))
  }
  return () =>
    new Promise((resolve) => {
      client.onclose = () => resolve()
      // At a heartbeat none can be under way: the next is a while off. Over a WebSocket they are pings, which no page sees.
      if (transport === 'websocket') client.close()
      else client.addEventListener('heartbeat', () => client.close())
    })
}
