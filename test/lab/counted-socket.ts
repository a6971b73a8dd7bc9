import type { WebSocket } from 'ws'
import type { TechniqueCounters } from './counters.ts'

/**
 * Counts the payload bytes of every message of a socket, in both directions. Replaces `send`, because Socket.IO sends
 * messages of its own.
 */
export function countBytes(socket: WebSocket, counters: TechniqueCounters): void {
  const send = socket.send
  socket.send = (data: string | Buffer, ...rest: unknown[]) => {
    counters.bodyBytesOut += Buffer.byteLength(data)
    Reflect.apply(send, socket, [data, ...rest])
  }
  socket.on('message', (data: Buffer) => {
    counters.bodyBytesIn += data.byteLength
  })
}
