import { type Analysis, analyze, type StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession } from '../../../src/core/session/session.ts'
import { type Driven, untilRecorded, untilSeen, visit } from '../driven.ts'
import type { Seen } from './door.ts'
import type { Clients, FamilyName } from './site.ts'

/** What the server counted of one client, or a few, and what Duplex made of it. */
export interface Watched {
  seen: Seen[]
  streams: StreamAnalysis[]
}

/** Runs all clients in a browser until each has had the whole feed; gives the analysis of what the panel recorded. */
export async function watchClients(driven: Driven, clients: Clients): Promise<Analysis> {
  await visit(driven, `${clients.origin}/`)
  // A frame whose hooks were not there yet when it asked would be told of less.
  for (const origin of clients.origins) await untilSeen(driven.panel, 'document', `${origin}/`)
  const tell = (what: string) =>
    driven.page.evaluate((word) => {
      for (let index = 0; index < frames.length; index++) frames[index]!.postMessage(word, '*')
    }, what)
  await tell('start')
  await clients.settled()
  await tell('stop')
  const events = await untilRecorded(driven.panel, 'the end of all', (all) => isOver(all, clients.origins.length))
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  return analyze(session, driven.name)
}

// Its body is left alone, of which nothing tells an end.
const unread = '/not-a-stream'

/** Every page has asked for its last thing, and all that was begun has ended. */
function isOver(events: readonly CaptureEvent[], pages: number): boolean {
  const last = events.filter((event) => event.type === 'request' && event.url.endsWith('/stopped'))
  const open = new Set<string>()
  for (const event of events)
    if (event.type === 'connect' || (event.type === 'request' && !event.url.endsWith(unread)))
      open.add(`${event.doc}/${event.id}`)
    else if (event.type === 'finish' || (event.type === 'close' && !event.retrying))
      open.delete(`${event.doc}/${event.id}`)
  return last.length === pages && open.size === 0
}

/** Those of a family whose address begins so. */
export function watched(analysis: Analysis, clients: Clients, name: FamilyName, path: string): Watched {
  const { origin, door } = clients.of(name)
  return {
    seen: door.seen.filter((one) => one.path.startsWith(path)),
    streams: analysis.streams.filter(({ url }) => url.replace(/^ws/, 'http').startsWith(`${origin}${path}`)),
  }
}
