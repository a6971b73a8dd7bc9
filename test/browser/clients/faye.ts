import { Client } from 'faye'
import { answerTo, isAnswered, type Update } from '../../lab/clients/feed.ts'

const disabled = {
  websocket: [],
  eventsource: ['websocket'],
  'long-polling': ['websocket', 'eventsource'],
} as const

/** A client for each transport: Faye uses the best transport that is not disabled. */
export function start() {
  const clients = Object.entries(disabled).map(([transport, without]) => {
    const client = new Client(`/${transport}/faye`)
    for (const other of without) client.disable(other)
    void client.subscribe('/updates', (message) => {
      const { n } = message as Update
      if (isAnswered(n)) void client.publish('/answers', answerTo(n))
    })
    return client
  })
  return () => Promise.all(clients.map((client) => client.disconnect()))
}
