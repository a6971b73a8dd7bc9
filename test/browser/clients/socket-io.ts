import { io } from 'socket.io-client'
import { answerTo, isAnswered, type Update } from './feed.ts'

/** Clients whose sockets are refused: one would have gone on to it from polling, one tries it first. */
export function start() {
  const clients = [
    io({ path: '/upgrading', forceNew: true }),
    io({ path: '/socket-first', forceNew: true, transports: ['websocket', 'polling'], tryAllTransports: true }),
  ]
  for (const client of clients)
    client.on('update', ({ n }: Update) => {
      if (isAnswered(n)) client.emit('answer', answerTo(n))
    })
  // At a ping none can be under way: the next is a while off.
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
