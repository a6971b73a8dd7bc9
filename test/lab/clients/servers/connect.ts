import { connectNodeAdapter } from '@connectrpc/connect-node'
import type { Family } from '../family.ts'
import { quotesService } from '../quotes-service.ts'
import { feedGenerator } from './feed-generator.ts'

const prefixes = ['/connect', '/grpc-web']

/** The library's own server, once for each protocol that browsers can speak. */
export function connectFamily(): Family {
  return {
    attach(server) {
      for (const requestPathPrefix of prefixes) {
        const handle = connectNodeAdapter({
          requestPathPrefix,
          routes: (router) => {
            router.service(quotesService, { watch: () => feedGenerator() })
          },
        })
        server.on('request', (request, response) => {
          if (request.url!.startsWith(`${requestPathPrefix}/`)) handle(request, response)
        })
      }
    },
    settled: (seen) =>
      prefixes.every((prefix) => seen.some(({ path, answered }) => answered && path.startsWith(prefix))),
  }
}
