import type { Milliseconds, Moment } from '../core/base/units.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import type { SocketNote } from './browser/driven-browser.ts'

type Connect = Extract<CaptureEvent, { type: 'connect' }>

/** A socket that the browser told of. */
interface Socket {
  at: Moment
  url: string
  /** Document and number of the connection that the panel recorded without its messages. */
  flow: { doc: string; id: number } | undefined
  /** Notes that wait until it is known whose the socket is. */
  notes: SocketNote[]
  /** Notes that found no room. */
  lost: number
}

/** In ms: the panel and the browser's own account differ by less about when a socket began. */
const beginsWithin: Milliseconds = 2000
/** Notes kept of a socket that nobody has claimed: the panel tells of it after some three seconds. */
const maxWaiting = 20_000

/** Adds the messages of sockets whose messages the panel cannot see, by what the browser itself tells of them. */
export interface WorkerSockets {
  /** @returns the events, and those of the notes, in order of arrival */
  join(events: readonly CaptureEvent[], notes: readonly SocketNote[]): CaptureEvent[]
  /** The panel started a new session: connections that it recorded before are over. */
  restart(): void
}

/** An empty account of sockets. */
export function createWorkerSockets(): WorkerSockets {
  const sockets = new Map<number, Socket>()

  function take(note: SocketNote): CaptureEvent[] {
    if (note.what === 'created')
      sockets.set(note.socket, { at: note.at, url: note.url ?? '', flow: undefined, notes: [], lost: 0 })
    const socket = sockets.get(note.socket)
    if (!socket) return []
    if (socket.flow) {
      if (note.what === 'closed') sockets.delete(note.socket)
      return eventsOf(note, socket.flow)
    }
    if (socket.notes.length < maxWaiting || note.what === 'closed') socket.notes.push(note)
    else socket.lost++
    return []
  }

  /** Finds the browser's socket of a connection that the panel recorded. A socket belongs to one connection only. */
  function claim({ url, at }: Connect): [number, Socket] | undefined {
    let best: [number, Socket] | undefined
    for (const [id, socket] of sockets) {
      const apart = Math.abs(socket.at - at)
      if (socket.flow || !isSame(socket.url, url) || apart > beginsWithin) continue
      if (!best || apart < Math.abs(best[1].at - at)) best = [id, socket]
    }
    return best
  }

  /** @param found receives each socket for which a connection without messages was found */
  function fromPanel(event: CaptureEvent, found: Set<Socket>): CaptureEvent {
    if (event.type !== 'connect' || event.api !== 'websocket') return event
    const [number, socket] = claim(event) ?? []
    if (number === undefined || !socket) return event
    if (!event.unseen) {
      // A hook reports this socket, with its messages.
      sockets.delete(number)
      return event
    }
    const { unseen, ...seen } = event
    socket.flow = { doc: event.doc, id: event.id }
    found.add(socket)
    return seen
  }

  /** What has waited for a socket to be claimed. */
  function waiting({ at, flow, notes, lost }: Socket): CaptureEvent[] {
    const events = flow ? notes.splice(0).flatMap((note) => eventsOf(note, flow)) : []
    return lost > 0 && flow ? [...events, { type: 'lost', at, doc: flow.doc, events: lost, why: 'buffer' }] : events
  }

  return {
    join(events, notes) {
      const told = notes.flatMap(take)
      const found = new Set<Socket>()
      const seen = events.map((event) => fromPanel(event, found))
      const urls = [...found].map(({ url }) => url)
      const isRefuted = (event: CaptureEvent) => event.type === 'unhooked' && urls.some((url) => isSame(url, event.url))
      // The panel tells of a connection all that it knows at once: that it is open, and by which protocol, comes before messages.
      return [...seen.filter((event) => !isRefuted(event)), ...[...found].flatMap(waiting), ...told]
    },
    restart() {
      for (const [id, { flow }] of sockets) if (flow) sockets.delete(id)
    },
  }
}

const isSame = (one: string, other: string) => one.replace(/#.*$/, '') === other.replace(/#.*$/, '')

function eventsOf(note: SocketNote, flow: { doc: string; id: number }): CaptureEvent[] {
  const { at, what, bytes = 0, text, data, cut, clean, code, reason } = note
  if (what === 'closed')
    return [
      { type: 'close', at, ...flow, by: clean ? 'remote' : 'error', ...(code && { code }), ...(reason && { reason }) },
    ]
  if (what !== 'in' && what !== 'out') return []
  const kind = data === undefined ? 'text' : 'binary'
  const payload = { ...(text !== undefined && { text }), ...(data !== undefined && { data }), ...(cut && { cut }) }
  return [{ type: 'message', at, ...flow, dir: what, kind, bytes, ...payload }]
}
