import { fileURLToPath } from 'node:url'
import { createServer, type ViteDevServer } from 'vite'
import type { Family } from '../family.ts'
import { heartbeatMs, playFeed } from '../feed.ts'
import { answeredBySocket } from './sockets.ts'

/** The development server itself, which tells the feed by the WebSocket that it has for changed modules. */
export function viteFamily(): Family {
  let vite: Promise<ViteDevServer> | undefined
  return {
    attach(server) {
      vite = createServer({
        configFile: false,
        root: fileURLToPath(new URL('../pages', import.meta.url)),
        appType: 'custom',
        logLevel: 'error',
        optimizeDeps: { noDiscovery: true },
        server: { middlewareMode: true, watch: null, hmr: { server, path: '/hmr', timeout: heartbeatMs } },
      })
      void vite.then(({ ws }) => ws.on('connection', () => playFeed((update) => ws.send('quote', update))))
      server.on('request', (request, response) => {
        if (request.url!.startsWith('/@') || request.url!.startsWith('/node_modules/'))
          void vite!.then(({ middlewares }) => middlewares(request, response))
      })
    },
    settled: (seen) => answeredBySocket(seen, '/hmr'),
    close: () => void vite?.then((one) => one.close()),
  }
}
