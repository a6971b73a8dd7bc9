import { type Analysis, analyze, type StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import { streamsOf } from '../../../src/core/analysis/session-facts.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../../src/core/session/session.ts'
import { Row } from '../../../src/core/stream/parts/message-log.ts'
import type { Seen } from '../../lab/clients/door.ts'
import type { Clients } from '../../lab/clients/site.ts'
import { type Driven, exportedEvents, untilRecorded, untilSeen, visit } from '../driven.ts'

/** The requests of a client (or a few) at the server, and their streams in Duplex. */
export interface Watched {
  seen: Seen[]
  streams: StreamAnalysis[]
  /** What the panel shows of the messages of these streams. */
  shown(streams: readonly StreamAnalysis[]): Shown
}

export interface Shown {
  /** Payloads by direction. */
  received: string[]
  sent: string[]
  /** How many messages are shown as failed. */
  failed: number
}

/** The panel's recording of all clients, and what Duplex makes of it. */
export interface Recording {
  session: Session
  analysis: Analysis
}

/**
 * Runs all clients in a browser until each has received the whole feed.
 * @param openEnds what stands in the addresses of requests whose end no event reports: nobody reads the answer, or closes the connection
 */
export async function watchClients(driven: Driven, clients: Clients, openEnds: readonly string[]): Promise<Recording> {
  await visit(driven, `${clients.origin}/`)
  // A frame that sends requests before its hooks are installed would be recorded incompletely.
  for (const origin of clients.origins) await untilSeen(driven.panel, 'document', `${origin}/`)
  const tell = (frame: number, what: string) =>
    driven.page.evaluate((index, word) => frames[index]!.postMessage(word, '*'), frame, what)
  await Promise.all(
    clients.settled.map(async (settled, frame) => {
      await tell(frame, 'start')
      await settled()
      await tell(frame, 'stop')
    }),
  )
  await untilRecorded(driven.panel, 'the end of all', (all) => isOver(all, clients.origins.length, openEnds))
  // Comments of event streams are known once the log has been read to the end.
  await driven.panel.evaluate('await globalThis.duplex.settle()')
  const session = createSession()
  for (const event of await exportedEvents(driven.panel)) applyEvent(session, event)
  return { session, analysis: analyze(session, driven.name) }
}

/** Whether every page has sent its last request, and all flows have ended. */
function isOver(events: readonly CaptureEvent[], pages: number, openEnds: readonly string[]): boolean {
  const last = events.filter((event) => event.type === 'request' && event.url.endsWith('/stopped'))
  const open = new Set<string>()
  for (const event of events)
    if ((event.type === 'connect' || event.type === 'request') && !openEnds.some((part) => event.url.includes(part)))
      open.add(`${event.doc}/${event.id}`)
    else if (event.type === 'finish' || (event.type === 'close' && !event.retrying))
      open.delete(`${event.doc}/${event.id}`)
  return last.length === pages && open.size === 0
}

/** A family's requests and streams whose path begins with `path`. */
export function watched({ session, analysis }: Recording, clients: Clients, name: string, path: string): Watched {
  const { origin, door } = clients.of(name)
  return {
    seen: door.seen.filter((one) => one.path.startsWith(path)),
    streams: analysis.streams.filter(({ url }) => url.replace(/^ws/, 'http').startsWith(`${origin}${path}`)),
    shown(streams) {
      const shown: Shown = { received: [], sent: [], failed: 0 }
      for (const { id, messages } of streamsOf(session)) {
        if (!streams.some((one) => one.id === id)) continue
        for (const [row, payload] of messages.payload.entries()) {
          const bits = messages.bits[row]!
          shown[bits & Row.out ? 'sent' : 'received'].push(payload ?? '')
          if (bits & Row.failed) shown.failed++
        }
      }
      return shown
    },
  }
}
