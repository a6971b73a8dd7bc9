import type { Moment } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'
import type { Flow } from './har-events.ts'
import type { Contexts, Whence } from './log-contexts.ts'

/** Names for the documents and workers, and for the requests, that only the log sees. */
export interface LogDocuments {
  /**
   * Finds document and id for an entry.
   * @returns also the `document` event, where the document is new
   */
  place(entry: HarEntry, at: Moment): { flow: Flow; events: CaptureEvent[] }
  /** The page is gone, and with it all of them but service workers. */
  leave(at: Moment): CaptureEvent[]
  /** Starts a new session: each is announced again. */
  restart(): void
}

/** The browser asked by itself: for the page, or for what its elements show. */
export const isByBrowser = ({ kind }: HarEntry) => kind === 'document' || kind === 'script' || kind === 'other'

/** @param contexts finds out where the request of an entry came from */
export function createLogDocuments(contexts: Contexts): LogDocuments {
  let docs = new Map<string, { doc: string; context: Whence['context'] }>()
  let nextDoc = 1
  let nextId = 1

  /** Style sheets name further files, so that the referrer of a load is no worker's script, whatever it is. */
  function pageOf(entry: HarEntry): Pick<Whence, 'context' | 'client'> {
    const from = contexts.whence(entry)
    if (from.context === 'page' || from.context === 'frame') return from
    return { context: 'page', client: '' }
  }

  return {
    place(entry, at) {
      const { context, client } = isByBrowser(entry) ? pageOf(entry) : contexts.confirm(entry)
      const key = `${context} ${client}`
      const known = docs.get(key)
      if (known) return { flow: { doc: known.doc, id: nextId++ }, events: [] }
      const doc = `log${nextDoc++}`
      docs.set(key, { doc, context })
      const event: CaptureEvent = { type: 'document', at: Math.min(at, entry.start), doc, url: client, context }
      return { flow: { doc, id: nextId++ }, events: [{ ...event, late: true, unhooked: true }] }
    },
    leave(at) {
      const events: CaptureEvent[] = []
      for (const [key, { doc, context }] of docs) {
        if (context === 'service-worker') continue
        events.push({ type: 'gone', at, doc })
        docs.delete(key)
      }
      return events
    },
    restart() {
      docs = new Map()
    },
  }
}
