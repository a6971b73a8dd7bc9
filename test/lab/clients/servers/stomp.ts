import { heartbeatMs, playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for a STOMP broker: the frames of version 1.2, and its heartbeats. */
export const stompFamily = () =>
  socketFamily({
    path: '/stomp',
    protocol: 'v12.stomp',
    serve(socket) {
      const frame = (command: string, headers: Record<string, string>, body = '') => {
        const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`)
        socket.send(`${[command, ...lines].join('\n')}\n\n${body}\0`)
      }
      const timer = setInterval(() => socket.send('\n'), heartbeatMs)
      socket.on('close', () => clearInterval(timer))
      socket.on('message', (data) => {
        const text = String(data)
        if (text.startsWith('CONNECT'))
          frame('CONNECTED', { version: '1.2', 'heart-beat': `${heartbeatMs},${heartbeatMs}` })
        if (text.startsWith('DISCONNECT')) frame('RECEIPT', { 'receipt-id': /\nreceipt:(.*)/.exec(text)![1]! })
        if (!text.startsWith('SUBSCRIBE')) return
        const subscription = /\nid:(.*)/.exec(text)![1]!
        playFeed((update) =>
          frame(
            'MESSAGE',
            { subscription, 'message-id': String(update.n), destination: '/topic/quotes' },
            JSON.stringify(update),
          ),
        )
      })
    },
  })
