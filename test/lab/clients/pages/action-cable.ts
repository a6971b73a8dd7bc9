import { createConsumer } from '@rails/actioncable'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A subscription that also performs an action at the server. */
export function start() {
  const consumer = createConsumer(`ws://${location.host}/cable`)
  const subscription = consumer.subscriptions.create('QuotesChannel', {
    received({ n }: Update) {
      if (isAnswered(n)) subscription.perform('answer', { said: answerTo(n) })
    },
  })
  return () => consumer.disconnect()
}
