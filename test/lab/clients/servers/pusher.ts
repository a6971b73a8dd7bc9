import { playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** In s: after so long without a message the client asks whether the server is there. */
const activityTimeout = 2

/** A stand-in for Pusher Channels, protocol 7. */
export const pusherFamily = () =>
  socketFamily({
    path: '/app/',
    serve(socket) {
      const send = (event: string, data: unknown, channel?: string) =>
        socket.send(JSON.stringify({ event, channel, data: typeof data === 'string' ? data : JSON.stringify(data) }))
      send('pusher:connection_established', { socket_id: '1.1', activity_timeout: activityTimeout })
      socket.on('message', (message) => {
        const { event, data } = JSON.parse(String(message)) as { event: string; data: { channel: string } }
        if (event === 'pusher:ping') send('pusher:pong', {})
        if (event !== 'pusher:subscribe') return
        send('pusher_internal:subscription_succeeded', {}, data.channel)
        playFeed((update) => send('update', update, data.channel))
      })
    },
  })
