import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { countHttp, targetOf } from './counted-http.ts'
import { createCounters, type LabCounters, resetCounters } from './counters.ts'
import { cutEventStream } from './cut-event-stream-endpoint.ts'
import { answer, type Endpoint } from './endpoint.ts'
import { eventStream } from './event-stream-endpoint.ts'
import { feedList } from './feed-endpoint.ts'
import { jsonLines, textLines } from './line-endpoints.ts'
import { heldUntilNews } from './long-polling-endpoint.ts'
import { asset, beacon, download, items, report, suggest } from './ordinary-endpoints.ts'
import { servePageFile } from './page-files.ts'
import { conditionalValue, latestValue, updatesSince } from './polling-endpoints.ts'
import { createRuns } from './runs.ts'
import { attachSocketIo } from './socket-io.ts'
import { type LabTechniqueId, techniqueOf, techniques } from './techniques.ts'
import { createWebSockets } from './web-sockets.ts'

export interface Lab {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** The same server under another origin: `http://localhost:PORT` */
  readonly cross: string
  /** A copy of the server's current counters. */
  counters(): LabCounters
  /** Resets the counters and restarts every playback; open connections stay open. */
  reset(): void
  /** Ends every connection; resolves when nothing is left open. */
  close(): Promise<void>
}

// Browsers keep connections alive much longer; a server that closes them first now and then loses a request.
const KEEP_ALIVE = 60_000

/**
 * Starts the lab on loopback.
 * @param options port 0, the default, is any free port; `meanMs` is the mean gap between updates, milliseconds
 */
export async function startLab(options: { port?: number; seed?: number; meanMs?: number } = {}): Promise<Lab> {
  const { port = 0, seed = 1, meanMs = 2000 } = options
  const counters = createCounters()
  const runs = createRuns(counters, seed, meanMs)
  const sockets = createWebSockets()

  const endpoints: Partial<Record<LabTechniqueId, Endpoint>> = {
    'polling-fixed': latestValue,
    'polling-jittered': updatesSince,
    'polling-adaptive': updatesSince,
    'polling-304': conditionalValue,
    'long-polling': heldUntilNews,
    sse: eventStream,
    'sse-fetch': cutEventStream,
    'ndjson-fetch': jsonLines,
    'text-xhr': textLines,
    'webrtc-data': feedList(seed, meanMs),
    beacon,
    typing: suggest,
    scroll: items,
    assets: asset,
    slow: report,
    download,
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = targetOf(request)
    if (servePageFile(pathname, response)) return
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('timing-allow-origin', '*')
    response.setHeader('cache-control', 'no-store')
    if (pathname === '/counters') return answer(response, JSON.stringify(counters, null, 2))
    if (pathname === '/lab/finish') {
      const technique = techniques.find(({ id }) => id === query.get('technique'))
      if (technique) await runs.of(technique.id, query).finish(Number(query.get('sent') ?? 0))
      response.writeHead(200, { 'content-type': 'text/javascript' }).end()
      return
    }
    const technique = techniqueOf(pathname)
    const endpoint = technique && endpoints[technique]
    if (!endpoint) return void response.writeHead(404).end()
    endpoint({
      request,
      response,
      query,
      pathname,
      run: runs.of(technique, query),
    })
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, respond)
  const socketIo = [
    attachSocketIo(server, { path: '/socket.io/', transports: ['polling', 'websocket'] }, counters.socketio, (query) =>
      runs.of('socketio', query),
    ),
    attachSocketIo(
      server,
      { path: '/socketio-polling/', transports: ['polling'] },
      counters['socketio-polling'],
      (query) => runs.of('socketio-polling', query),
    ),
  ]
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams: query } = targetOf(request)
    const technique = techniqueOf(pathname)
    if (technique === 'websocket-text') sockets.upgrade(request, socket, head, runs.of(technique, query), 'text')
    else if (technique === 'websocket-binary')
      sockets.upgrade(request, socket, head, runs.of(technique, query), 'binary')
    else if (technique !== 'socketio') socket.destroy()
  })
  countHttp(server, counters)
  const connections = new Set<Socket>()
  server.on('connection', (connection: Socket) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo

  return {
    origin: `http://127.0.0.1:${bound}`,
    cross: `http://localhost:${bound}`,
    counters: () => structuredClone(counters),
    reset() {
      resetCounters(counters)
      runs.forget()
    },
    async close() {
      for (const io of socketIo) io.close()
      sockets.close()
      // closeAllConnections() would not close connections that became WebSockets.
      const closed = [once(server, 'close'), ...Array.from(connections, (connection) => once(connection, 'close'))]
      server.close()
      for (const connection of connections) connection.destroy()
      await Promise.all(closed)
    },
  }
}
