import { Socket } from 'phoenix'
import { answerTo, isAnswered, type Update } from '../../lab/clients/feed.ts'

/** A socket that is refused, and falls back to long polling at once. */
export function start() {
  const socket = new Socket('/socket', { longPollFallbackMs: 5000 })
  socket.connect()
  const channel = socket.channel('room:lobby')
  channel.on('update', ({ n }: Update) => {
    if (isAnswered(n)) channel.push('answer', { said: answerTo(n) })
  })
  channel.join()
  return () => new Promise<void>((resolve) => socket.disconnect(resolve))
}
