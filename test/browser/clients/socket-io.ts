import { io } from 'socket.io-client'
import { answerTo, isAnswered, type Update } from '../../lab/clients/feed.ts'

/** Clients whose sockets are refused: one would upgrade from polling, one tries a WebSocket first. */
export function start() {
  const clients = [
    io({ path: '/upgrading', forceNew: true }),
    io({ path: '/socket-first', forceNew: true, transports: ['websocket', 'polling'], tryAllTransports: true }),
  ]
  for (const client of clients)
    client.on('update', ({ n }: Update) => {
      if (isAnswered(n)) client.emit('answer', answerTo(n))
    })
  // Closed at a ping: none is on its way then, since the next is a while off.
  return () =>
    Promise.all(
      clients.map(
        (client) =>
          new Promise<void>((resolve) => {
            client.io.engine.once('close', () => resolve())
            client.io.once('ping', () => client.disconnect())
          }),
      ),
    )
}
