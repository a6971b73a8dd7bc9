import type { Milliseconds } from '../../core/base/units.ts'
import type { CaptureEvent, CloseEvent, UnhookedEvent } from '../../core/event/event.ts'
import { framingOf, mediaType } from '../../core/framing/decoders.ts'
import type { HarEntry } from '../har/har-entry.ts'
import type { Flow } from '../har/har-events.ts'
import { createRedirects } from '../har/redirects.ts'
import { createDocuments } from './documents.ts'
import { type EntryEvents, requestEvents, socketEvents, sourceEvents } from './entry-events.ts'
import type { LogIndex } from './log-index.ts'

/** Turns the entries of a HAR, which are given in order of time, into events. */
export interface Import {
  /** @returns lists of events, each in order of time */
  add(entry: HarEntry): Iterable<CaptureEvent>[]
  /** What is yet to be told is not earlier than this, once all entries up to `start` have been added. */
  settledBefore(start: Milliseconds): Milliseconds
  /** What was kept for more to come. */
  end(): Iterable<CaptureEvent>[]
}

/** An EventSource that was cut off, and what is told of that. */
interface Retrying {
  flow: Flow
  close: CloseEvent
}

/** Browsers connect again after 3 to 5 s, or what the server says; after this long it is not to be expected. */
const givesUpAfter: Milliseconds = 30_000

export function createImport({ pages, paged, repeats }: Pick<LogIndex, 'pages' | 'paged' | 'repeats'>): Import {
  const documents = createDocuments(pages, paged)
  const redirects = createRedirects()
  const retrying = new Map<string, Retrying>()
  let nextId = 1

  function isWorthTelling(entry: HarEntry): boolean {
    const { kind, method, status, contentType, url, origin } = entry
    if (kind !== 'document' && kind !== 'script' && kind !== 'other') return true
    if (framingOf(contentType) !== 'unknown') return true
    if (method === 'OPTIONS' || status === 206 || /^(video|audio|font)\/|^text\/css$/.test(mediaType(contentType)))
      return false
    return repeats.isRepeated(url, origin.page)
  }

  function source(entry: HarEntry, flow: Flow): EntryEvents {
    const place = `${flow.doc} ${entry.url}`
    const last = retrying.get(place)
    retrying.delete(place)
    const again = last !== undefined && last.close.at <= entry.start && entry.status === 200
    const own = again ? last.flow : flow
    const told = sourceEvents(entry, own, again)
    const end = told.events.at(-1)
    if (end?.type === 'close' && end.retrying) retrying.set(place, { flow: own, close: end })
    return told
  }

  function told(entry: HarEntry): Iterable<CaptureEvent>[] {
    const { doc, context, events } = documents.of(entry)
    if (!isWorthTelling(entry)) return [events]
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

  /** What has not connected again by now has ended. Its end is yet to be told, for `settledBefore` waits for it. */
  function giveUp(now: Milliseconds): void {
    for (const [place, { close }] of retrying) {
      if (now - close.at <= givesUpAfter) continue
      retrying.delete(place)
      close.by = 'remote'
      delete close.retrying
    }
  }

  /** Its own request is the worker's; what the page got from it cost nothing on the network. */
  const asSeen = (entry: HarEntry): HarEntry =>
    entry.origin.servedByWorker ? { ...entry, facts: { status: entry.status, cached: true } } : entry

  return {
    add(entry) {
      giveUp(entry.start)
      if (entry.kind === 'websocket' || entry.kind === 'eventsource') return told(entry)
      const left = redirects.leftOver(entry.start).flatMap(told)
      const whole = redirects.take(asSeen(entry))
      return whole ? [...left, ...told(whole)] : left
    },
    settledBefore: (start) =>
      [...retrying.values()].reduce((least, { close }) => Math.min(least, close.at), redirects.since() ?? start),
    end: () => redirects.leftOver(Number.POSITIVE_INFINITY).flatMap(told),
  }
}
