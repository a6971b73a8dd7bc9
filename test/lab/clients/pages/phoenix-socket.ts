import { Socket } from 'phoenix'
import { answerTo, heartbeatMs, isAnswered, type Update } from '../feed.ts'

/** A channel over a WebSocket, with frequent heartbeats. */
export function start() {
  const socket = new Socket('/socket', { heartbeatIntervalMs: heartbeatMs })
  socket.connect()
  const channel = socket.channel('room:lobby')
  channel.on('update', ({ n }: Update) => {
    if (isAnswered(n)) channel.push('answer', { said: answerTo(n) })
  })
  channel.join()
  return () => new Promise<void>((resolve) => socket.disconnect(resolve))
}
