import { Aedes } from 'aedes'
import { createWebSocketStream } from 'ws'
import type { Family } from '../family.ts'
import { playFeed } from '../feed.ts'
import { answeredBySocket, attachSockets } from './sockets.ts'

/** A broker of its own for MQTT over WebSocket: Aedes. */
export function mqttFamily(): Family {
  const broker = Aedes.createBroker()
  return {
    async attach(server) {
      const ready = broker
      attachSockets(server, {
        path: '/mqtt',
        protocol: 'mqtt',
        serve: async (socket) => void (await ready).handle(createWebSocketStream(socket)),
      })
      ;(await ready).on('subscribe', () =>
        playFeed(
          (update) =>
            void ready.then((one) =>
              one.publish(
                { cmd: 'publish', topic: 'quotes', payload: JSON.stringify(update), qos: 0, retain: false, dup: false },
                () => {},
              ),
            ),
        ),
      )
    },
    settled: (seen) => answeredBySocket(seen),
    close: () => void broker.then((one) => one.close()),
  }
}
