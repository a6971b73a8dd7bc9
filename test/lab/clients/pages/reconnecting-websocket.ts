import ReconnectingWebSocket from 'reconnecting-websocket'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A socket that opens itself again when the server closes it. */
export function start() {
  const socket = new ReconnectingWebSocket(`ws://${location.host}/feed`, [], {
    minReconnectionDelay: 200,
    maxReconnectionDelay: 400,
  })
  socket.addEventListener('message', ({ data }) => {
    const { n } = JSON.parse(data as string) as Update
    if (isAnswered(n)) socket.send(answerTo(n))
  })
  return () => socket.close()
}
