import { playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for NATS, whose protocol is text in binary messages. */
export const natsFamily = () =>
  socketFamily({
    path: '/nats',
    serve(socket) {
      const send = (text: string) => socket.send(Buffer.from(text))
      send(
        `INFO ${JSON.stringify({ server_id: 'S1', version: '2.10.0', proto: 1, headers: true, max_payload: 1_048_576 })}\r\n`,
      )
      socket.on('message', (data) => {
        const text = String(data)
        if (/^PING\r\n/m.test(text)) send('PONG\r\n')
        const sid = /^SUB quotes (\S+)\r\n/m.exec(text)?.[1]
        if (sid)
          playFeed((update) => {
            const payload = JSON.stringify(update)
            send(`MSG quotes ${sid} ${payload.length}\r\n${payload}\r\n`)
          })
      })
    },
  })
