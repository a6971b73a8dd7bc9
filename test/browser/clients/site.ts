import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { bundled } from '../bundled.ts'
import { onLoopback } from '../loopback.ts'
import { aiSdkFamily } from './ai-sdk-server.ts'
import { type Door, watchDoor } from './door.ts'
import { eventSourcesFamily } from './event-sources-server.ts'
import type { Family } from './family.ts'
import { fayeFamily } from './faye-server.ts'
import { livePlayerFamily } from './live-player-server.ts'
import { mcpFamily } from './mcp-server.ts'
import { phoenixFamily } from './phoenix-server.ts'
import { signalRFamily } from './signal-r-server.ts'
import { sockJsFamily } from './sock-js-server.ts'
import { socketIoFamily } from './socket-io-server.ts'

const families = {
  'ai-sdk': aiSdkFamily,
  'event-sources': eventSourcesFamily,
  faye: fayeFamily,
  'live-player': livePlayerFamily,
  mcp: mcpFamily,
  phoenix: phoenixFamily,
  'signal-r': signalRFamily,
  'sock-js': sockJsFamily,
  'socket-io': socketIoFamily,
} satisfies Record<string, () => Family>

export type FamilyName = keyof typeof families
const names = Object.keys(families) as FamilyName[]

const folder = fileURLToPath(new URL('.', import.meta.url))

/** A page that runs its clients between the messages 'start' and 'stop', and then requests `/stopped`. */
const pageOf = async (name: FamilyName) =>
  `<!doctype html><title>${name}</title><script>${await bundled(`
  import { start } from ${JSON.stringify(`${folder}${name}.ts`)}
  let stop
  addEventListener('message', async ({ data }) => {
    if (data === 'start') stop = start()
    else {
      await stop()
      await fetch('/stopped').then((answer) => answer.text())
    }
  })`)}</script>`

let pages: Promise<Map<FamilyName, string>> | undefined

const allPages = async () => new Map(await Promise.all(names.map(async (name) => [name, await pageOf(name)] as const)))

interface Served {
  origin: string
  door: Door
  family: Family
  close(): Promise<void>
}

export type Clients = Awaited<ReturnType<typeof startClients>>

/**
 * Starts a server for each family, since a browser opens at most six connections to a server, and a page that frames them
 * all.
 */
export async function startClients() {
  pages ??= allPages()
  const served = new Map<FamilyName, Served>()
  for (const [name, page] of await pages) served.set(name, await serve(families[name](), page))
  const frames = [...served.values()].map(({ origin }) => `<iframe src="${origin}/"></iframe>`)
  const index = await serve(
    { attach: () => {}, settled: () => true },
    `<!doctype html><title>clients</title>${frames.join('')}`,
  )
  const all = [index, ...served.values()]
  return {
    origin: index.origin,
    origins: [...served.values()].map(({ origin }) => origin),
    of: (name: FamilyName) => served.get(name)!,
    /** Resolves once every family has settled. */
    settled: () =>
      Promise.all([...served.values()].map(({ door, family }) => door.until((seen) => family.settled(seen)))),
    close: async () => void (await Promise.all(all.map((one) => one.close()))),
  }
}

async function serve(family: Family, page: string): Promise<Served> {
  // Browsers keep connections alive longer; a server that closes them first now and then loses a request.
  const server = createServer({ keepAliveTimeout: 60_000 }, ({ url }, response) => {
    if (url === '/') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    else if (url === '/stopped' || url === '/favicon.ico') response.end()
  })
  family.attach(server)
  const door = watchDoor(server)
  const sockets = new Set<{ destroy(): void }>()
  server.on('upgrade', (_request, socket) => sockets.add(socket))
  const { origin, close } = await onLoopback(server)
  return {
    origin,
    door,
    family,
    async close() {
      for (const socket of sockets) socket.destroy()
      await close()
    },
  }
}
