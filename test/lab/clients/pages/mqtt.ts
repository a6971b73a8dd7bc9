import mqtt from 'mqtt'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A subscription at a broker, which the client keeps alive. */
export function start() {
  const client = mqtt.connect(`ws://${location.host}/mqtt`, { keepalive: 2, reconnectPeriod: 0 })
  client.on('message', (_topic, payload) => {
    const { n } = JSON.parse(payload.toString()) as Update
    if (isAnswered(n)) client.publish('answers', answerTo(n))
  })
  client.subscribe('quotes')
  return () => client.endAsync()
}
