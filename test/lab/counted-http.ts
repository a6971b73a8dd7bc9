import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { LabCounters } from './counters.ts'
import { type LabTechniqueId, techniqueOf } from './techniques.ts'

/**
 * Counts requests, body bytes and open connections of every technique, before any other listener handles them. Call it when
 * all other listeners are attached, since Socket.IO wraps the listeners it finds.
 */
export function countHttp(server: Server, counters: LabCounters): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const technique = counted(request)
    if (!technique) return
    const count = counters[technique]
    count.requests++
    count.open++
    count.bodyBytesIn += Number(request.headers['content-length'] ?? 0)
    countBody(response, (bytes) => {
      count.bodyBytesOut += bytes
    })
    response.once('close', () => count.open--)
  })
  server.prependListener('upgrade', (request: IncomingMessage) => {
    const technique = counted(request)
    if (!technique) return
    const count = counters[technique]
    count.requests++
    count.open++
    request.socket.once('close', () => count.open--)
  })
}

/** Path and query of a request. */
export function targetOf(request: IncomingMessage): URL {
  // Concatenated: `new URL` with a base would throw for a path of `//`.
  return new URL(`http://lab${request.url ?? '/'}`)
}

// A preflight is sent by the browser, not the page.
function counted(request: IncomingMessage): LabTechniqueId | undefined {
  return request.method === 'OPTIONS' ? undefined : techniqueOf(targetOf(request).pathname)
}

function countBody(response: ServerResponse, add: (bytes: number) => void): void {
  for (const name of ['write', 'end'] as const) {
    const native = response[name]
    response[name] = (...args: unknown[]) => {
      const [chunk] = args
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) add(Buffer.byteLength(chunk))
      return Reflect.apply(native, response, args)
    }
  }
}
