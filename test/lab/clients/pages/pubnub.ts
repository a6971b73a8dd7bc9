import PubNub from 'pubnub'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A channel, to which the page also publishes. */
export function start() {
  const client = new PubNub({
    subscribeKey: 'sub',
    publishKey: 'pub',
    userId: 'page',
    origin: location.host,
    ssl: false,
  })
  client.addListener({
    message({ message }) {
      const { n } = message as Update
      if (isAnswered(n)) void client.publish({ channel: 'answers', message: answerTo(n) })
    },
  })
  client.subscribe({ channels: ['quotes'] })
  return () => client.stop()
}
