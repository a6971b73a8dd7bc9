import { playFeed, type Update } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for Phoenix's channels over a WebSocket, with messages as lists. @param push writes an update to a topic */
const phoenixSocketFamily = (path: string, push: (topic: string, update: Update) => string | Buffer) =>
  socketFamily({
    path,
    serve(socket) {
      socket.on('message', (message, isBinary) => {
        if (isBinary) return
        const [join, ref, topic, event] = JSON.parse(String(message)) as [string, string, string, string]
        socket.send(JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response: {} }]))
        if (event === 'phx_join') playFeed((update) => socket.send(push(topic, update)))
      })
    },
  })

export const phoenixFamily = () =>
  phoenixSocketFamily('/socket/websocket', (topic, update) => JSON.stringify([null, null, topic, 'update', update]))

/**
 * Supabase Realtime, with broadcasts in the binary form of its version 2 (realtime-js, `serializer.ts`): the kind, three lengths, the
 * encoding, and what the lengths are of.
 */
export const supabaseFamily = () =>
  phoenixSocketFamily('/realtime/v1/websocket', (topic, update) =>
    Buffer.concat([
      Buffer.from([4, topic.length, 'update'.length, 0, 1]),
      Buffer.from(`${topic}update${JSON.stringify(update)}`),
    ]),
  )
