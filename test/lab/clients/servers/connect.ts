import type { ServerResponse } from 'node:http'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import type { Family } from '../family.ts'
import type { Update } from '../feed.ts'
import { quotesService } from '../quotes-service.ts'
import { feedGenerator } from './feed-generator.ts'

const prefixes = ['/connect', '/grpc-web']

/** The library's own server, once for each protocol that browsers can speak. */
export function connectFamily(): Family {
  return {
    attach(server) {
      for (const requestPathPrefix of prefixes) {
        let answering: ServerResponse | undefined
        const handle = connectNodeAdapter({
          requestPathPrefix,
          routes: (router) => {
            router.service(quotesService, { watch: () => tell(answering!) })
          },
        })
        server.on('request', (request, response) => {
          if (!request.url!.startsWith(`${requestPathPrefix}/`)) return
          answering = response
          handle(request, response)
        })
      }
    },
    settled: (seen) =>
      prefixes.every((prefix) => seen.some(({ path, answered }) => answered && path.startsWith(prefix))),
  }
}

/** Tells the feed, of which the third and the fourth update leave together. */
async function* tell(response: ServerResponse): AsyncGenerator<Update> {
  for await (const update of feedGenerator()) {
    if (update.n === 3) response.cork()
    yield update
    if (update.n === 4) response.uncork()
  }
}
