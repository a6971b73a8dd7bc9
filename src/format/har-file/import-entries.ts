import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CloseEvent } from '../../core/event/connection-events.ts'
import type { CaptureEvent, UnhookedEvent } from '../../core/event/event.ts'
import { framingOf, mediaType } from '../../core/framing/decoders.ts'
import type { HarEntry } from '../har/har-entry.ts'
import type { Flow } from '../har/har-events.ts'
import { isLongLoad } from '../har/har-load.ts'
import { createRedirects } from '../har/redirects.ts'
import { createDocuments } from './documents.ts'
import { type EntryEvents, requestEvents, socketEvents, sourceEvents } from './entry-events.ts'
import type { LogIndex } from './log-index.ts'
import { isOpen } from './outcome.ts'

/** Turns the entries of a HAR into capture events. Entries must be added in order of their start. */
export interface Import {
  /** @returns lists of events, each in order of time */
  add(entry: HarEntry): Iterable<CaptureEvent>[]
  /** A lower bound on the times of all events still to come, once all entries up to `start` have been added. */
  settledBefore(start: Moment): Milliseconds
  /** The events of entries that were held back for a later entry. */
  end(): Iterable<CaptureEvent>[]
}

/** An EventSource that was cut off and may reconnect, with the `close` event that has been reported for it. */
interface Retrying {
  flow: Flow
  close: CloseEvent
}

/**
 * Browsers reconnect after 3 to 5 s, or after the time the server sets; after 30 s a reconnect is not expected any more.
 */
const retryTimeout: Milliseconds = 30_000

/** Loads by elements from which on the rules see a rhythm (core/classify/rules/too-few.ts). */
const minLoads = 3
/** The same for other requests of the browser itself, such as that for the page, which are listed with whatever rhythm. */
const minRepeats = 4

/** An import of the entries of one HAR, whose pages and repeats are indexed. */
export function createImport({
  pages,
  paged,
  firstPage,
  repeats,
  entries,
}: Pick<LogIndex, 'pages' | 'paged' | 'firstPage' | 'repeats' | 'entries'>): Import {
  const documents = createDocuments(pages, paged, firstPage)
  const redirects = createRedirects()
  const retrying = new Map<string, Retrying>()
  const lastStart = entries.at(-1)?.start ?? 0
  let nextId = 1

  function isRelevant(entry: HarEntry): boolean {
    const { kind, initiator, method, status, contentType, url, origin, facts } = entry
    if (kind !== 'document' && kind !== 'script' && kind !== 'other') return true
    if (framingOf(contentType) !== 'unknown' || isLongLoad(entry)) return true
    if (method === 'OPTIONS' || status === 206) return false
    const times = repeats.times(url, origin.page)
    // What is loaded once would not be listed; most of it is left out here, and takes no memory. What the cache gives is no request.
    if (initiator) return times >= minLoads && !facts.cached
    return times >= minRepeats && !/^(video|audio|font)\/|^text\/css$/.test(mediaType(contentType))
  }

  function source(entry: HarEntry, flow: Flow): EntryEvents {
    const place = `${flow.doc} ${entry.url}`
    const last = retrying.get(place)
    retrying.delete(place)
    const again = last !== undefined && last.close.at <= entry.start && entry.status === 200
    const own = again ? last.flow : flow
    const result = sourceEvents(entry, own, again)
    const end = result.events.at(-1)
    if (end?.type === 'close' && end.retrying) retrying.set(place, { flow: own, close: end })
    return result
  }

  function eventsOf(entry: HarEntry): Iterable<CaptureEvent>[] {
    const { doc, context, events } = documents.of(entry)
    if (!isRelevant(entry)) return [events]
    const flow = { doc, id: nextId++ }
    const { events: own, missing }: EntryEvents<Iterable<CaptureEvent>> =
      entry.kind === 'websocket'
        ? socketEvents(entry, flow)
        : entry.kind === 'eventsource'
          ? source(entry, flow)
          : requestEvents(entry, flow)
    if (missing === undefined) return [events, own]
    const note: UnhookedEvent = { type: 'unhooked', at: entry.start, url: entry.url, context, why: missing }
    return [[...events, note], own]
  }

  /**
   * Marks connections that have not reconnected in time as ended. Their `close` events can still be changed, because
   * `settledBefore` holds back everything from the earliest of them on.
   */
  function giveUp(now: Moment): void {
    for (const [place, { close }] of retrying) {
      if (now - close.at <= retryTimeout) continue
      retrying.delete(place)
      close.by = 'remote'
      delete close.retrying
    }
  }

  /**
   * The network request of an entry that a service worker answered has an entry of its own; the page's entry cost nothing. A document
   * that was still loading when the log was written loaded at least until its last request.
   */
  function asSeen(entry: HarEntry): HarEntry {
    if (entry.origin.servedByWorker) return { ...entry, facts: { status: entry.status, cached: true } }
    return entry.kind === 'document' && isOpen(entry) ? { ...entry, end: Math.max(entry.end, lastStart) } : entry
  }

  return {
    add(entry) {
      giveUp(entry.start)
      if (entry.kind === 'websocket' || entry.kind === 'eventsource') return eventsOf(entry)
      const left = redirects.leftOver(entry.start).flatMap(eventsOf)
      const whole = redirects.take(asSeen(entry))
      return whole ? [...left, ...eventsOf(whole)] : left
    },
    settledBefore: (start) =>
      [...retrying.values()].reduce((least, { close }) => Math.min(least, close.at), redirects.since() ?? start),
    end: () => redirects.leftOver(Number.POSITIVE_INFINITY).flatMap(eventsOf),
  }
}
