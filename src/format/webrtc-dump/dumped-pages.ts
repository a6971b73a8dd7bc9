import type { Moment } from '../../core/base/units.ts'
import { checkEvent } from '../../core/event/check-event.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { notInDumps } from './dump-item.ts'
import { createPeerTrace, type PeerTrace } from './peer-trace.ts'

/** Connections of one dump; Chromium allows a renderer 500 at once. */
const maxConnections = 10_000

/** The pages of a dump, and their peer connections. */
export interface DumpedPages {
  /**
   * @param name of the connection in the dump
   * @param url of its page; '' where the dump does not tell it
   * @returns what turns it into events, undefined where there are too many; and the events of its page, where it is new
   */
  connection(
    name: string,
    url: string,
    userAgent: string,
    at: Moment,
  ): { trace: PeerTrace | undefined; events: CaptureEvent[] }
}

export function createDumpedPages(): DumpedPages {
  const docs = new Map<string, string>()
  const traces = new Map<string, PeerTrace>()

  function newPage(url: string, userAgent: string, at: Moment): CaptureEvent[] {
    const doc = `d${docs.size + 1}`
    docs.set(url, doc)
    const about = { at, url: url || 'about:blank', context: 'page' as const }
    const page = checkEvent({ type: 'document', doc, ...about, ...(userAgent !== '' && { userAgent }) })
    const unseen = checkEvent({ type: 'unhooked', ...about, why: notInDumps })
    return [page, unseen].filter((event) => typeof event !== 'string')
  }

  return {
    connection(name, url, userAgent, at) {
      const known = traces.get(name)
      if (known) return { trace: known, events: [] }
      if (traces.size >= maxConnections) return { trace: undefined, events: [] }
      const events = docs.has(url) ? [] : newPage(url, userAgent, at)
      const trace = createPeerTrace(docs.get(url)!, traces.size + 1)
      traces.set(name, trace)
      return { trace, events }
    },
  }
}
