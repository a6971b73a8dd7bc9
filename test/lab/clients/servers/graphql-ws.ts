import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { Family } from '../family.ts'
import { updates } from '../feed.ts'
import { schema } from './graphql-schema.ts'

/** The library's own server. */
export function graphqlWsFamily(): Family {
  return {
    attach(server) {
      useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }))
    },
    settled: (seen) =>
      seen.some(({ socket }) => socket?.out.some((message) => message.includes(`"n":${updates}`))) &&
      seen.some(({ socket }) => socket?.out.some((message) => message.includes('"complete"'))),
  }
}
