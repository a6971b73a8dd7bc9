import { NodeAdapter } from 'faye'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed } from '../../lab/clients/feed.ts'

const transports = ['websocket', 'eventsource', 'long-polling'] as const

/** Faye's own server, once for each transport, which the first part of the path names. */
export function fayeFamily(): Family {
  return {
    attach(server) {
      for (const transport of transports) {
        const one = new NodeAdapter({ mount: `/${transport}/faye`, timeout: 3 })
        one.on('subscribe', (_client, channel) => {
          if (channel === '/updates') playFeed((update) => void one.getClient().publish('/updates', update))
        })
        one.attach(server)
      }
    },
    settled: (seen) =>
      transports.every((transport) =>
        seen.some(
          ({ path, body, socket, over }) =>
            path.startsWith(`/${transport}/`) &&
            (socket ? `${socket.in}`.includes(lastAnswer) : over && body.includes(lastAnswer)),
        ),
      ),
  }
}
