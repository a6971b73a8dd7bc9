import { append } from '../../core/base/append.ts'
import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CaptureEvent, NetworkEvent } from '../../core/event/event.ts'
import { type HarEntry, readHarEntry } from './har-entry.ts'
import { exchangeEvents, networkEvent } from './har-events.ts'
import { isLongLoad } from './har-load.ts'
import { claimedWithin, createLogConnections, type Listener } from './log-connections.ts'
import { createContexts } from './log-contexts.ts'
import { createLogDocuments, isByBrowser } from './log-documents.ts'
import { createRedirects, follows } from './redirects.ts'
import { createToldEntries, remembers } from './told-entries.ts'

/**
 * Turns the growing network log of a browser's developer tools into capture events. A request that a hook may report too
 * becomes a `network` event, which the session joins with it; traffic that only the log sees becomes requests, connections
 * and messages in an unhooked document of its own. Each request and message is reported once, however often the log shows
 * it.
 */
export interface LogReader {
  /**
   * Takes an entry that has ended.
   * @param raw the entry as the browser gives it
   * @param body the response's text, where the browser gives it separately
   */
  finished(raw: unknown, at: Moment, body?: string): CaptureEvent[]
  /**
   * Takes the whole log as it is now. The first call, and calls while nobody listens, also report entries that have ended.
   */
  whole(raws: readonly unknown[], at: Moment): CaptureEvent[]
  /** Sets whether `finished` is called for each entry from now on. */
  listen(on: boolean, at: Moment): void
  /** Decides on entries that have waited long enough for a hook to report them. */
  settle(at: Moment, listener: Listener): CaptureEvent[]
  /** Whether the body should be requested from the browser: no hook has it. */
  wantsBody(raw: unknown): boolean
  /** The page was left, and its workers ended with it. */
  leave(at: Moment): CaptureEvent[]
  /**
   * Starts a new session. Entries that started before `at` are ignored, except messages of connections that are still open.
   */
  restart(at: Moment): CaptureEvent[]
  /** Whether a connection is open that only the log sees, or may be. */
  watching(): boolean
  /** Whether an entry still waits for a hook to report it. */
  waiting(): boolean
  /** Whether an event of an EventSource may yet turn out to be one that its hook does not hear. */
  deciding(): boolean
}

const connectionTypes = new Set(['websocket', 'eventsource'])
/** Content types of the bodies that the rules read. */
const readable = /json|text|xml|event-stream|javascript|^$/
const maxRecentEntries = 200
/** Loads of a page that nothing observes; further ones are left out until the first are told. */
const maxWaitingLoads = 2000
const maxBodyBytes = 256 * 1024
/** Of an event stream that has ended, the comments are only in its body, which is read once. */
const maxStreamBytes = 8 * 1024 * 1024

/**
 * @param isDocument whether a URL is one of a document that the hooks reported
 * @param isPageObserved whether the page itself reports what its elements load
 */
export function createLogReader(isDocument: (url: string) => boolean, isPageObserved: () => boolean): LogReader {
  const contexts = createContexts(isDocument)
  const redirects = createRedirects()
  const documents = createLogDocuments(contexts)
  const connections = createLogConnections((entry) => contexts.whence(entry), documents.place)
  let since = 0
  /**
   * Entries that were reported in the last second. The log may be faster than the hooks that report a new page: these
   * entries are reported again after `restart`.
   */
  let recent: { entry: HarEntry; at: Moment }[] = []
  let unclaimed: { entry: HarEntry; event: NetworkEvent }[] = []
  /** What elements have loaded, until it is certain that the page does not report it. */
  let loads: { entry: HarEntry; at: Moment }[] = []
  /** Entries that ended since this time are taken from the whole log, at first all of them. */
  let unheardSince: Milliseconds | undefined = 0
  const reported = createToldEntries()
  let listening = true

  function alone(entry: HarEntry, at: Moment): CaptureEvent[] {
    const { flow, events } = documents.place(entry, at)
    return [...events, ...exchangeEvents(entry, flow)]
  }

  function exchange(entry: HarEntry, at: Moment): CaptureEvent[] {
    if (recent.length >= maxRecentEntries)
      recent = recent.filter((item) => at - item.at < 1000).slice(-maxRecentEntries / 2)
    recent.push({ entry, at })
    if (contexts.whence(entry).sure) return alone(entry, at)
    const event = networkEvent(entry, at, true)
    unclaimed.push({ entry, event })
    return [event]
  }

  function load(entry: HarEntry, at: Moment): CaptureEvent[] {
    // What the cache gives is no request, and a piece of a film is no news.
    if (entry.facts.cached || entry.status === 206) return []
    if (loads.length < maxWaitingLoads) loads.push({ entry, at })
    return []
  }

  const whole = (entry: HarEntry, at: Moment) => (isByBrowser(entry) ? load(entry, at) : exchange(entry, at))

  function over(entry: HarEntry, at: Moment): CaptureEvent[] {
    const events = contexts.learn(entry, at)
    const { origin } = entry
    if (isByBrowser(entry) && (isPageObserved() || !(entry.initiator || isLongLoad(entry)))) return events
    // The page's own entry of a response by a service worker: a network request for it has an entry of the worker.
    if (entry.start < since || origin.servedByWorker) return events
    const next = entry.redirect === undefined ? -1 : unclaimed.findIndex((item) => follows(entry, item.entry))
    if (next >= 0) {
      const [{ entry: last }] = unclaimed.splice(next, 1) as [(typeof unclaimed)[number]]
      return [...events, ...exchange(redirects.joined(entry, last), at)]
    }
    const joined = redirects.take(entry)
    return joined ? [...events, ...whole(joined, at)] : events
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
      return reported.heard(keyOf(entry), at) ? over(entry, at) : []
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
          const known = connections.knows(unique)
          // Firefox gives an entry a length of time once it has ended; the notice of its end reports it then.
          const ended = !entry.origin.chromium && entry.end > entry.start
          if (known || (entry.start >= since && (!ended || unheard)))
            append(events, connections.see(entry, unique, ended && !known, at))
        } else if (entry.status > 0 || entry.error !== '') {
          const nth = (keys.get(key) ?? 0) + 1
          keys.set(key, nth)
          append(events, unheard && reported.shown(key, nth, endOf(raw)) ? over(entry, at) : contexts.learn(entry, at))
        } else append(events, contexts.learnUnanswered(entry, at))
      }
      if (listening) {
        unheardSince = undefined
        reported.keepFrom(undefined)
      }
      return [...events, ...connections.keep(open, at)]
    },
    listen(on, at) {
      listening = on
      if (on || unheardSince !== undefined) return
      unheardSince = at - remembers
      reported.keepFrom(unheardSince)
    },
    settle(at, listener) {
      const events = connections.settle(at, listener)
      for (const entry of redirects.leftOver(at)) append(events, whole(entry, at))
      const waiting: typeof unclaimed = []
      for (const item of unclaimed) {
        if (!listener.isUnclaimed(item.event, contexts.whence(item.entry).script)) continue
        if (at - item.event.at < claimedWithin) waiting.push(item)
        else append(events, alone(item.entry, at))
      }
      unclaimed = waiting
      if (isPageObserved()) loads = []
      const young = loads.filter((item) => at - item.at < claimedWithin)
      for (const item of loads.slice(0, loads.length - young.length)) append(events, alone(item.entry, at))
      loads = young
      return events
    },
    wantsBody(raw) {
      const entry = readHarEntry(raw)
      if (!entry || entry.text !== undefined || entry.status === 0) return false
      if (entry.kind === 'eventsource') return entry.status === 200 && entry.bytes <= maxStreamBytes
      if (entry.bytes > maxBodyBytes) return false
      const exchanged = entry.kind === 'fetch' || entry.kind === 'xhr'
      return exchanged && readable.test(entry.contentType) && contexts.whence(entry).sure
    },
    leave: (at) => documents.leave(at),
    restart(at) {
      since = at
      documents.restart()
      unclaimed = []
      loads = loads.filter(({ entry }) => entry.start >= since)
      redirects.forget()
      const again = recent.filter(({ entry }) => entry.start >= since)
      recent = []
      return [...connections.restart(since), ...again.flatMap((item) => exchange(item.entry, item.at))]
    },
    watching: () => connections.watching(),
    waiting: () => unclaimed.length + loads.length > 0,
    deciding: () => connections.deciding(),
  }
}

function endOf(raw: unknown): Milliseconds {
  const { startedDateTime, time } = (raw ?? {}) as { startedDateTime?: unknown; time?: unknown }
  return typeof startedDateTime === 'string' && typeof time === 'number' ? Date.parse(startedDateTime) + time : 0
}

/**
 * Whether an entry of the whole log may hold something new. Of those without Chromium's resource types (Firefox) only event
 * streams do.
 */
function isWorthALook(raw: unknown): boolean {
  const { _resourceType: type, response } = (raw ?? {}) as { _resourceType?: unknown; response?: unknown }
  if (type === undefined) return /^text\/event-stream/.test(contentTypeOf(response))
  return typeof type === 'string' && (connectionTypes.has(type) || type === 'script')
}

function contentTypeOf(response: unknown): string {
  const { content } = (response ?? {}) as { content?: { mimeType?: unknown } | null }
  return typeof content?.mimeType === 'string' ? content.mimeType : ''
}

/** Identifies an entry across calls. Two entries that began within a millisecond may share a key. */
const keyOf = ({ handshake, method, url, start }: HarEntry) => handshake ?? `${start} ${method} ${url}`
