import { createServer, type ServerResponse } from 'node:http'
import { onLoopback } from './loopback.ts'

/** What a server has sent on its event streams. */
export interface SentCounts {
  /** Connections that it has accepted. */
  connections: number
  /** Events, by type. */
  events: Record<string, number>
  /** Comment lines on connections that it has ended since, and on the one that is open. */
  ended: number
  open: number
}

/** Events of each type, and comments, that are sent on one connection. */
const rounds = 6
const everyMs = 150

/**
 * A site with an event stream of `message` events, of events of two other types, of comments, and of `retry` and `id` fields
 * that are no events. The server ends the first connection, and leaves the next open.
 */
export async function startUnheardSite() {
  const counts: SentCounts = { connections: 0, events: {}, ended: 0, open: 0 }
  const sentAll = new Map<number, () => void>()
  const timers = new Set<NodeJS.Timeout>()

  function send(response: ServerResponse, name: string, data: string): void {
    counts.events[name] = (counts.events[name] ?? 0) + 1
    response.write(`${name === 'message' ? '' : `event: ${name}\n`}data: ${data}\n\n`)
  }

  function comment(response: ServerResponse, line: string): void {
    counts.open++
    response.write(`${line}\n\n`)
  }

  function stream(response: ServerResponse): void {
    const connection = ++counts.connections
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 300\n\n')
    comment(response, ': welcome')
    let round = 0
    const timer = setInterval(() => {
      if (++round > rounds) return end()
      send(response, 'message', `news ${connection}.${round}`)
      send(response, 'tick', `tick ${connection}.${round}`)
      send(response, 'late', `late ${connection}.${round}`)
      send(response, 'error', `error ${connection}.${round}`)
      comment(response, `: keep-alive ${'.'.repeat(60)}`)
      response.write(`id: ${round}\n\nevent: without-data\n\n`)
    }, everyMs)
    timers.add(timer)
    function end(): void {
      clearInterval(timer)
      sentAll.get(connection)?.()
      if (connection > 1) return
      counts.ended += counts.open
      counts.open = 0
      response.end()
    }
  }

  const server = createServer((request, response) => {
    if (request.url!.startsWith('/events')) return stream(response)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>unheard</title>')
  })
  const { origin, close } = await onLoopback(server)
  return {
    origin,
    counts: (): SentCounts => structuredClone(counts),
    /** Resolves once all events of a connection, the first being 1, are sent. */
    sent: (connection: number) => new Promise<void>((resolve) => sentAll.set(connection, resolve)),
    close() {
      for (const timer of timers) clearInterval(timer)
      return close()
    },
  }
}
