import { heartbeatMs, playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for Action Cable's server, with its welcome and its pings. */
export const actionCableFamily = () =>
  socketFamily({
    path: '/cable',
    protocol: 'actioncable-v1-json',
    serve(socket) {
      const send = (message: object) => socket.send(JSON.stringify(message))
      send({ type: 'welcome' })
      const timer = setInterval(() => send({ type: 'ping', message: Math.floor(Date.now() / 1000) }), heartbeatMs)
      socket.on('close', () => clearInterval(timer))
      socket.on('message', (data) => {
        const { command, identifier } = JSON.parse(String(data)) as { command: string; identifier: string }
        if (command !== 'subscribe') return
        send({ identifier, type: 'confirm_subscription' })
        playFeed((message) => send({ identifier, message }))
      })
    },
  })
