import PartySocket from 'partysocket'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** A socket to a room, which opens itself again when the server closes it. */
export function start() {
  const socket = new PartySocket({
    host: location.host,
    room: 'lobby',
    minReconnectionDelay: 200,
    maxReconnectionDelay: 400,
  })
  socket.addEventListener('message', ({ data }) => {
    const { n } = JSON.parse(data as string) as Update
    if (isAnswered(n)) socket.send(answerTo(n))
  })
  return () => socket.close()
}
