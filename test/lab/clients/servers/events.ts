import type { Server, ServerResponse } from 'node:http'
import type { Family } from '../family.ts'
import { playFeed, type Update, updates } from '../feed.ts'

const asJson = ({ n, price }: Update) => `id: ${n}\ndata: ${JSON.stringify({ n, price })}\n\n`

/** Opens an event stream. */
export const eventStream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })

/** Tells the feed to every request for one of the paths, as events of a stream that stays open. */
export function attachEvents(server: Server, paths: readonly string[], write = asJson): void {
  server.on('request', ({ url = '' }, response) => {
    if (!paths.some((path) => url.startsWith(path))) return
    eventStream(response).flushHeaders()
    playFeed((update) => response.write(write(update)))
  })
}

/** Whether a path's event stream has told the whole feed. */
export const toldEvents = (path: string) => (seen: Parameters<Family['settled']>[0]) =>
  seen.some((one) => one.path.startsWith(path) && [...one.answer.matchAll(/^data: /gm)].length >= updates)

export function eventsFamily(...paths: string[]): Family {
  return {
    attach: (server) => attachEvents(server, paths),
    settled: (seen) => paths.every((path) => toldEvents(path)(seen)),
  }
}
