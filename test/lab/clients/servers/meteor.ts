import { heartbeatMs, playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for Meteor's server: DDP, version 1, with pings. */
export const meteorFamily = () =>
  socketFamily({
    path: '/websocket',
    serve(socket) {
      const send = (message: object) => socket.send(JSON.stringify(message))
      const timer = setInterval(() => send({ msg: 'ping' }), heartbeatMs)
      socket.on('close', () => clearInterval(timer))
      socket.on('message', (data) => {
        const { msg, id } = JSON.parse(String(data)) as { msg: string; id: string }
        if (msg === 'connect') send({ msg: 'connected', session: 's1' })
        if (msg === 'ping') send({ msg: 'pong', id })
        if (msg === 'method') {
          send({ msg: 'result', id, result: 'noted' })
          send({ msg: 'updated', methods: [id] })
        }
        if (msg !== 'sub') return
        send({ msg: 'ready', subs: [id] })
        playFeed(({ n, price }) => send({ msg: 'added', collection: 'quotes', id: `q${n}`, fields: { n, price } }))
      })
    },
  })
