import sockjs from 'sockjs'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed } from '../../lab/clients/feed.ts'

const transports = ['websocket', 'xhr-streaming', 'xhr-polling', 'eventsource'] as const

/** SockJS's own server, once for each transport, which the base path names. */
export function sockJsFamily(): Family {
  return {
    attach(server) {
      for (const transport of transports) {
        // Short heartbeats, so that polls are answered without news now and then.
        const one = sockjs.createServer({ heartbeat_delay: 1500, log: () => {} })
        one.on('connection', (client) => playFeed((update) => client.write(JSON.stringify(update))))
        one.installHandlers(server, { prefix: `/by-${transport}` })
      }
    },
    settled: (seen) =>
      transports.every((transport) => {
        const own = seen.filter(({ path }) => path.startsWith(`/by-${transport}/`))
        const said = own.some(({ body, socket }) => `${body} ${socket?.in}`.includes(lastAnswer))
        return said && own.some(({ path, over }) => !over && !path.endsWith('_send'))
      }),
  }
}
