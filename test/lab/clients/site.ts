import { createServer } from 'node:http'
import { onLoopback } from '../../browser/loopback.ts'
import { bundled } from '../bundled.ts'
import { type Door, watchDoor } from './door.ts'
import type { ClientPage, Family } from './family.ts'

/** A pause in the traffic from which on nothing is on its way; pollers pause for longer. */
const quietMs = 250

/** A page that runs its clients between the messages 'start' and 'stop', and then requests `/stopped`. */
const pageOf = async ({ name, script }: ClientPage) =>
  `<!doctype html><title>${name}</title><script>${await bundled(`
  import { start } from ${JSON.stringify(script)}
  let stop
  addEventListener('message', async ({ data }) => {
    if (data === 'start') stop = start()
    else if (data === 'stop') {
      await stop()
      await fetch('/stopped').then((answer) => answer.text())
    }
  })`)}</script>`

// Each script is bundled once, whichever browsers run it.
const documents = new Map<string, Promise<string>>()

function documentOf(page: ClientPage): Promise<string> {
  const document = documents.get(page.script) ?? pageOf(page)
  documents.set(page.script, document)
  return document
}

interface Served {
  origin: string
  door: Door
  family: Family
  close(): Promise<void>
}

export type Clients = Awaited<ReturnType<typeof startClients>>

/**
 * Starts a server for each page, since a browser opens at most six connections to a server, and a page that frames them
 * all.
 */
export async function startClients(pages: readonly ClientPage[]) {
  const served = new Map<string, Served>()
  for (const page of pages) served.set(page.name, await serve(page.family(), await documentOf(page)))
  const frames = [...served.values()].map(({ origin }) => `<iframe src="${origin}/"></iframe>`)
  const index = await serve(
    { attach: () => {}, settled: () => true },
    `<!doctype html><title>clients</title>${frames.join('')}`,
  )
  const all = [index, ...served.values()]
  return {
    origin: index.origin,
    origins: [...served.values()].map(({ origin }) => origin),
    of: (name: string) => served.get(name)!,
    /** For each frame, resolves once its family has settled and what its server sent has arrived. */
    settled: [...served.values()].map(({ door, family }) => async () => {
      await door.until((seen) => family.settled(seen))
      await door.quiet(quietMs)
    }),
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
      family.close?.()
      for (const socket of sockets) socket.destroy()
      await close()
    },
  }
}
