import { Client } from '@stomp/stompjs'
import { answerTo, heartbeatMs, isAnswered, type Update } from '../feed.ts'

/** A subscription at a broker, with heartbeats in both directions. */
export function start() {
  const client = new Client({
    brokerURL: `ws://${location.host}/stomp`,
    heartbeatIncoming: heartbeatMs,
    heartbeatOutgoing: heartbeatMs,
    onConnect() {
      client.subscribe('/topic/quotes', ({ body }) => {
        const { n } = JSON.parse(body) as Update
        if (isAnswered(n)) client.publish({ destination: '/app/answer', body: answerTo(n) })
      })
    },
  })
  client.activate()
  return () => client.deactivate()
}
