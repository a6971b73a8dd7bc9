import type { ToReader } from './reader-messages.ts'
import { sendFile } from './send-file.ts'

// The worker: it reads one file, and the panel ends it.

let takenBefore = 0
let waiting: (() => void) | undefined

addEventListener('message', ({ data }: MessageEvent<ToReader>) => {
  if (data.kind === 'read')
    void sendFile(data.file, {
      post: (message) => postMessage(message, message.kind === 'lines' ? { transfer: [message.octets.buffer] } : {}),
      async taken() {
        if (takenBefore === 0)
          await new Promise<void>((resolve) => {
            waiting = resolve
          })
        takenBefore--
      },
    })
  else {
    takenBefore++
    waiting?.()
    waiting = undefined
  }
})
