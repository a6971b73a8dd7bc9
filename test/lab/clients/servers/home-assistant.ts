import { playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

/** A stand-in for Home Assistant's WebSocket API. */
export const homeAssistantFamily = () =>
  socketFamily({
    path: '/api/websocket',
    serve(socket) {
      const send = (message: object) => socket.send(JSON.stringify(message))
      send({ type: 'auth_required', ha_version: '2026.11.0' })
      socket.on('message', (data) => {
        const { id, type } = JSON.parse(String(data)) as { id: number; type: string }
        if (type === 'auth') send({ type: 'auth_ok', ha_version: '2026.11.0' })
        else if (type === 'ping') send({ id, type: 'pong' })
        else send({ id, type: 'result', success: true, result: null })
        if (type === 'subscribe_events')
          playFeed((quote) => send({ id, type: 'event', event: { event_type: 'quote', data: quote } }))
      })
    },
  })
