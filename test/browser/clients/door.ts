import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createFrameReader } from './frames.ts'

/** A request as it came through the server's door, and what went back, whichever library sent it. */
export interface Seen {
  method: string
  path: string
  body: string
  /** All of the answer's body so far; of an event stream with its head and the framing of its pieces. */
  answer: string
  /** The server has said all of it. */
  answered: boolean
  /** It has, or the client has gone. */
  over: boolean
  /** Messages of the WebSocket that it became, by direction. */
  socket: { in: string[]; out: string[] } | undefined
}

export interface Door {
  seen: Seen[]
  /** Resolves when what was seen is as wanted; rejects with what was seen after a minute. */
  until(wanted: (seen: readonly Seen[]) => boolean): Promise<void>
}

const patience = 60_000

/** Counts what goes in and out. Call it when all other listeners are attached: some libraries wrap those they find. */
export function watchDoor(server: Server): Door {
  const seen: Seen[] = []
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  const note = (request: IncomingMessage): Seen => {
    const { pathname } = new URL(request.url!, 'http://door')
    const { method = '' } = request
    const one: Seen = {
      method,
      path: pathname,
      body: '',
      answer: '',
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
    // Faye writes its event streams past the response.
    const streams = request.headers.accept === 'text/event-stream'
    const answered = streams ? request.socket : response
    for (const name of ['write', 'end'] as const)
      tap(answered, name, (chunk) => {
        if (!one.over) one.answer += chunk.toString()
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
    one.socket = { in: readers.in.messages, out: readers.out.messages }
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
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`not within a minute; seen ${JSON.stringify(seen.map(({ answer, ...one }) => one))}`))
        }, patience)
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

/** Sees what a method is given. A listener instead would set a stream flowing before the library is there to listen. */
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
