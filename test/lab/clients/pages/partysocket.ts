import PartySocket from 'partysocket'
import { answerUpdates } from '../feed.ts'

/** A socket to a room, which opens itself again when the server closes it. */
export function start() {
  const socket = new PartySocket({
    host: location.host,
    room: 'lobby',
    minReconnectionDelay: 200,
    maxReconnectionDelay: 400,
  })
  answerUpdates(socket)
  return () => socket.close()
}
