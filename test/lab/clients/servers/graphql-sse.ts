import { createHandler } from 'graphql-sse/lib/use/http'
import type { Family } from '../family.ts'
import { updates } from '../feed.ts'
import { schema } from './graphql-schema.ts'

/** The library's own server, once for each of the protocol's two modes. */
export function graphqlSseFamily(): Family {
  const handle = createHandler({ schema })
  return {
    attach(server) {
      server.on('request', (request, response) => {
        if (/^\/(single|distinct)/.test(request.url!)) void handle(request, response)
      })
    },
    settled: (seen) => {
      const told = (path: string) =>
        seen.some(
          (one) => one.path === path && one.answer.includes(`"n":${updates}`) && one.answer.includes('complete'),
        )
      return told('/single') && told('/distinct')
    },
  }
}
