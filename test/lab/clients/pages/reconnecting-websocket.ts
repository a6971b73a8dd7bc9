import ReconnectingWebSocket from 'reconnecting-websocket'
import { answerUpdates } from '../feed.ts'

/** A socket that opens itself again when the server closes it. */
export function start() {
  const socket = new ReconnectingWebSocket(`ws://${location.host}/feed`, [], {
    minReconnectionDelay: 200,
    maxReconnectionDelay: 400,
  })
  answerUpdates(socket)
  return () => socket.close()
}
