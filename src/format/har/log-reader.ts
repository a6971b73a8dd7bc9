import type { Milliseconds } from '../../core/base/units.ts'
import type { CaptureEvent, NetworkEvent } from '../../core/event/event.ts'
import { type HarEntry, readHarEntry } from './har-entry.ts'
import { exchangeEvents, type Flow, networkEvent } from './har-events.ts'
import { claimedWithin, createLogConnections, type Listener } from './log-connections.ts'
import { createContexts, type Whence } from './log-contexts.ts'
import { createRedirects, follows } from './redirects.ts'
import { createToldEntries, remembers } from './told-entries.ts'

/**
 * Turns the network log of a browser's developer tools, as it grows, into events. What a hook may tell of as well becomes a
 * `network` event, for the session to join; what only the log sees becomes requests, connections and messages in an unhooked
 * document of its own. Each request and each message is told once, however often the log shows it.
 */
export interface LogReader {
  /** An entry that is over. @param body its text, where the log gives it apart */
  finished(raw: unknown, at: Milliseconds, body?: string): CaptureEvent[]
  /** The whole log as it is now. The first time, and while nobody listens, it tells of what is over, too. */
  whole(raws: readonly unknown[], at: Milliseconds): CaptureEvent[]
  /** Whether `finished` is given each entry from now on. */
  listen(on: boolean, at: Milliseconds): void
  /** Decides what has waited long enough for a hook to tell of it. */
  settle(at: Milliseconds, listener: Listener): CaptureEvent[]
  /** Its body is worth asking for: no hook has it. */
  wantsBody(raw: unknown): boolean
  /** The page has gone: its workers have too. */
  leave(at: Milliseconds): CaptureEvent[]
  /** The session begins anew; what started before `at` is not for it, but for what comes over connections that are open. */
  restart(at: Milliseconds): CaptureEvent[]
  /** Something is open that only the log sees, or may. */
  watching(): boolean
  /** Something waits for a hook to tell of it. */
  waiting(): boolean
}

const connectionTypes = new Set(['websocket', 'eventsource'])
/** Bodies that the rules can read, of a size that they look at. */
const readable = /json|text|xml|event-stream|javascript|^$/
const mostRecent = 200
const longestBody = 256 * 1024

/** @param isDocument whether a URL is one of a document that the hooks told of */
export function createLogReader(isDocument: (url: string) => boolean): LogReader {
  const contexts = createContexts(isDocument)
  const redirects = createRedirects()
  const connections = createLogConnections((entry) => contexts.whence(entry), place)
  let docs = new Map<string, { doc: string; context: Whence['context'] }>()
  let nextDoc = 1
  let nextId = 1
  let since = 0
  /** The log may be faster than the hooks that tell of a new page: what it told of just before is not lost with the old one. */
  let recent: { entry: HarEntry; at: Milliseconds }[] = []
  let asked: { entry: HarEntry; event: NetworkEvent }[] = []
  /** What ended since then is told by the whole log: at first all of it. */
  let unheardSince: Milliseconds | undefined = 0
  const told = createToldEntries()
  let listening = true

  function place(entry: HarEntry, at: Milliseconds): { flow: Flow; events: CaptureEvent[] } {
    const { context, client } = contexts.confirm(entry)
    const key = `${context} ${client}`
    const known = docs.get(key)
    if (known) return { flow: { doc: known.doc, id: nextId++ }, events: [] }
    const doc = `log${nextDoc++}`
    docs.set(key, { doc, context })
    const event: CaptureEvent = { type: 'document', at: Math.min(at, entry.start), doc, url: client, context }
    return { flow: { doc, id: nextId++ }, events: [{ ...event, late: true, unhooked: true }] }
  }

  function alone(entry: HarEntry, at: Milliseconds): CaptureEvent[] {
    const { flow, events } = place(entry, at)
    return [...events, ...exchangeEvents(entry, flow)]
  }

  function exchange(entry: HarEntry, at: Milliseconds): CaptureEvent[] {
    if (recent.length >= mostRecent) recent = recent.filter((one) => at - one.at < 1000).slice(-mostRecent / 2)
    recent.push({ entry, at })
    if (contexts.whence(entry).sure) return alone(entry, at)
    const event = networkEvent(entry, at, true)
    asked.push({ entry, event })
    return [event]
  }

  function over(entry: HarEntry, at: Milliseconds): CaptureEvent[] {
    const events = contexts.learn(entry, at)
    const { kind, origin } = entry
    if (kind === 'document' || kind === 'script' || kind === 'other') return events
    // The page's own entry of what a worker answered: if that needed the network, the worker's entry says so.
    if (entry.start < since || origin.servedByWorker) return events
    const next = asked.findIndex((one) => follows(entry, one.entry))
    if (next >= 0) {
      const [{ entry: last }] = asked.splice(next, 1) as [(typeof asked)[number]]
      return [...events, ...exchange(redirects.joined(entry, last), at)]
    }
    const whole = redirects.take(entry)
    return whole ? [...events, ...exchange(whole, at)] : events
  }

  return {
    finished(raw, at, body) {
      const entry = readHarEntry(raw)
      if (!entry) return []
      if (body !== undefined) entry.text ??= body
      if (entry.kind === 'websocket' || entry.kind === 'eventsource') {
        if (entry.start < since && !connections.knows(keyOf(entry))) return []
        return connections.see(entry, keyOf(entry), true, at)
      }
      return told.heard(keyOf(entry), at) ? over(entry, at) : []
    },
    whole(raws, at) {
      const events: CaptureEvent[] = []
      const keys = new Map<string, number>()
      const open = new Set<string>()
      for (const raw of raws) {
        const unheard = unheardSince !== undefined && endOf(raw) >= unheardSince
        if (!unheard && !isWorthALook(raw)) continue
        const entry = readHarEntry(raw)
        if (!entry) continue
        const key = keyOf(entry)
        if (entry.kind === 'websocket' || entry.kind === 'eventsource') {
          const twin = keys.get(key) ?? 0
          keys.set(key, twin + 1)
          const unique = twin === 0 ? key : `${key} ${twin}`
          open.add(unique)
          if (entry.start >= since || connections.knows(unique))
            events.push(...connections.see(entry, unique, false, at))
        } else if (entry.status > 0 || entry.error !== '') {
          const nth = (keys.get(key) ?? 0) + 1
          keys.set(key, nth)
          events.push(...(unheard && told.shown(key, nth, endOf(raw)) ? over(entry, at) : contexts.learn(entry, at)))
        } else events.push(...contexts.learnUnanswered(entry, at))
      }
      if (listening) {
        unheardSince = undefined
        told.keepFrom(undefined)
      }
      return [...events, ...connections.keep(open, at)]
    },
    listen(on, at) {
      listening = on
      if (on || unheardSince !== undefined) return
      unheardSince = at - remembers
      told.keepFrom(unheardSince)
    },
    settle(at, listener) {
      const events = connections.settle(at, listener)
      for (const entry of redirects.leftOver(at)) events.push(...exchange(entry, at))
      const waiting: typeof asked = []
      for (const one of asked) {
        if (!listener.isUnclaimed(one.event, contexts.whence(one.entry).script)) continue
        if (at - one.event.at < claimedWithin) waiting.push(one)
        else events.push(...alone(one.entry, at))
      }
      asked = waiting
      return events
    },
    wantsBody(raw) {
      const entry = readHarEntry(raw)
      if (!entry || entry.text !== undefined || entry.status === 0 || entry.bytes > longestBody) return false
      const exchanged = entry.kind === 'fetch' || entry.kind === 'xhr'
      return exchanged && readable.test(entry.contentType) && contexts.whence(entry).sure
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
    restart(at) {
      since = at
      docs = new Map()
      asked = []
      redirects.forget()
      const again = recent.filter(({ entry }) => entry.start >= since)
      recent = []
      return [...connections.restart(since), ...again.flatMap((one) => exchange(one.entry, one.at))]
    },
    watching: () => connections.watching(),
    waiting: () => asked.length > 0,
  }
}

function endOf(raw: unknown): Milliseconds {
  const { startedDateTime, time } = (raw ?? {}) as { startedDateTime?: unknown; time?: unknown }
  return typeof startedDateTime === 'string' && typeof time === 'number' ? Date.parse(startedDateTime) + time : 0
}

/** A log without Chromium's words (Firefox) tells nothing new of what is over. */
function isWorthALook(raw: unknown): boolean {
  const type = (raw as { _resourceType?: unknown } | null)?._resourceType
  return typeof type === 'string' && (connectionTypes.has(type) || type === 'script')
}

/** The same entry at another time has the same. Two that began within a millisecond may share it. */
const keyOf = ({ handshake, method, url, start }: HarEntry) => handshake ?? `${start} ${method} ${url}`
