import type { WebSocket } from 'ws'
import type { Family } from '../family.ts'
import { playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** In ms: in a pause of the feed, so that no update is lost. */
const closesAt = 4000

/** A server that restarts once, as servers do at a deployment: the first socket is closed, and its client comes back. */
export function closingSocketsFamily(path: string): Family {
  let told: WebSocket | undefined
  return socketFamily({
    path,
    serve(socket) {
      const first = !told
      told = socket
      if (!first) return
      playFeed((update) => told!.send(JSON.stringify(update)))
      setTimeout(() => socket.close(1012), closesAt)
    },
  })
}
