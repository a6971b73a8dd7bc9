import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createFrameReader } from './frames.ts'

/** A request and its response as they passed the server's sockets, whichever library handled them. */
export interface Seen {
  method: string
  path: string
  /** What stands behind the path, with its question mark; empty where there is none. */
  query: string
  body: string
  /** The response's body so far; for an event stream with its headers and chunk framing. */
  answer: string
  /** The same as it was written, for bodies that are not text. */
  pieces: Buffer[]
  /** The server has sent the whole response. */
  answered: boolean
  /** The response has ended, or the client has disconnected. */
  over: boolean
  /** Messages of the WebSocket that the request became, by direction. */
  socket: { in: string[]; out: string[]; octets(): { in: number; out: number } } | undefined
}

export interface Door {
  seen: Seen[]
  /** Resolves once `wanted` accepts the requests seen; rejects with them after a minute. */
  until(wanted: (seen: readonly Seen[]) => boolean): Promise<void>
  /** Resolves once nothing has passed for so many milliseconds: what was sent has then arrived. */
  quiet(ms: number): Promise<void>
}

const timeoutMs = 60_000

/**
 * Counts a server's traffic. Call it when all other listeners are attached: some libraries wrap the listeners they find.
 */
export function watchDoor(server: Server): Door {
  const seen: Seen[] = []
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  const note = (request: IncomingMessage): Seen => {
    const { pathname, search } = new URL(request.url!, 'http://door')
    const { method = '' } = request
    const one: Seen = {
      method,
      path: pathname,
      query: search,
      body: '',
      answer: '',
      pieces: [],
      answered: false,
      over: false,
      socket: undefined,
    }
    seen.push(one)
    changed()
    return one
  }
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const one = note(request)
    tap(request, 'push', (chunk) => {
      one.body += chunk.toString()
    })
    // Faye writes its event streams to the socket, not to the response.
    const streams = request.headers.accept === 'text/event-stream'
    const answered = streams ? request.socket : response
    for (const name of ['write', 'end'] as const)
      tap(answered, name, (chunk) => {
        if (!one.over) {
          one.answer += chunk.toString()
          one.pieces.push(chunk)
        }
        changed()
      })
    response.once('close', () => {
      one.answered = response.writableEnded
      one.over = true
      changed()
    })
  })
  server.prependListener('upgrade', (request: IncomingMessage, socket: Socket) => {
    const one = note(request)
    const readers = { in: createFrameReader(false), out: createFrameReader(true) }
    one.socket = {
      in: readers.in.messages,
      out: readers.out.messages,
      octets: () => ({ in: readers.in.octets(), out: readers.out.octets() }),
    }
    for (const [name, reader] of [
      ['push', readers.in],
      ['write', readers.out],
      ['end', readers.out],
    ] as const)
      tap(socket, name, (chunk) => {
        reader.take(chunk)
        changed()
      })
    socket.once('close', () => {
      one.over = true
      changed()
    })
  })
  return {
    seen,
    quiet: (ms) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(postpone)
          resolve()
        }
        let timer = setTimeout(done, ms)
        const postpone = () => {
          clearTimeout(timer)
          timer = setTimeout(done, ms)
        }
        waiting.add(postpone)
      }),
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(
            new Error(`not within a minute; seen ${JSON.stringify(seen.map(({ answer, pieces, ...one }) => one))}`),
          )
        }, timeoutMs)
        const look = () => {
          if (!wanted(seen)) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Observes the arguments of a method. A listener would make a stream flow before the library is there to listen. */
function tap<Name extends string>(
  target: { [name in Name]: unknown },
  name: Name,
  take: (chunk: Buffer) => void,
): void {
  const native = target[name] as (...args: unknown[]) => unknown
  target[name] = (...args: unknown[]) => {
    const [chunk] = args
    if (typeof chunk === 'string') take(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) take(Buffer.from(chunk))
    return Reflect.apply(native, target, args)
  }
}
