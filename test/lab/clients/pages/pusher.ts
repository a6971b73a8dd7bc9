import Pusher from 'pusher-js'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A channel over a WebSocket. */
export function start() {
  const pusher = new Pusher('key', {
    cluster: 'none',
    wsHost: location.hostname,
    wsPort: Number(location.port),
    forceTLS: false,
    enabledTransports: ['ws'],
  })
  pusher.subscribe('quotes').bind('update', ({ n }: Update) => {
    if (isAnswered(n)) pusher.send_event('client-answer', { said: answerTo(n) }, 'quotes')
  })
  return () => pusher.disconnect()
}
