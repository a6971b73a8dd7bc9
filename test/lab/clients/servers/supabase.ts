import { playFeed, type Update } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for Supabase Realtime: Phoenix's messages as lists, and broadcasts in the binary form of its version 2. */
export const supabaseFamily = () =>
  socketFamily({
    path: '/realtime/v1/websocket',
    serve(socket) {
      socket.on('message', (message, isBinary) => {
        if (isBinary) return
        const [join, ref, topic, event] = JSON.parse(String(message)) as [string, string, string, string]
        socket.send(JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response: {} }]))
        if (event === 'phx_join') playFeed((update) => socket.send(broadcast(topic, update)))
      })
    },
  })

/** A broadcast of JSON (realtime-js, `serializer.ts`): its kind, three lengths, the encoding, and what the lengths are of. */
const broadcast = (topic: string, update: Update) =>
  Buffer.concat([
    Buffer.from([4, topic.length, 'update'.length, 0, 1]),
    Buffer.from(`${topic}update${JSON.stringify(update)}`),
  ])
