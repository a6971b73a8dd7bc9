import type { Moment } from '../../core/base/units.ts'
import type { Decoded } from '../../core/framing/decoder.ts'
import { createEventStreamDecoder } from '../../core/framing/event-stream.ts'
import type { HarEntry } from './har-entry.ts'
import type { SourceEvent } from './har-messages.ts'

/** An event or comment of an EventSource's connection, as the log shows it. */
export interface SourceItem {
  /** `at` is when the log showed it, where the log does not have its time. */
  event: SourceEvent
  /** The earliest and the latest time at which it can have come. */
  from: Moment
  to: Moment
}

/** Takes the events and comments of one connection out of the log, each once. */
export interface SourceItems {
  /**
   * @param over the connection has ended, and the entry has the text of its body where the browser gives it
   * @param at when the log was read
   */
  take(entry: HarEntry, over: boolean, at: Moment): SourceItem[]
}

/** Sizes that are remembered of one connection; of more, every other is forgotten. */
const maxSizes = 4096

/**
 * By experiment, with Chromium 156 and Firefox 153:
 *
 * - Chromium lists events as they come, with their times, and tells the size of the body so far. The text of the body, where
 * the comments are, can be had once the server has ended the connection; never where the page closed it.
 * - Firefox has the text of the body at any time, up to its first 1 MB, and no list and no times.
 */
export function createSourceItems(start: Moment): SourceItems {
  const decoder = createEventStreamDecoder()
  let listed = 0
  let fed = 0
  let readAt = start
  /** Size of the body at each reading of the log at which it had grown. */
  let sizes: { at: Moment; size: number }[] = []

  function listedItems(events: readonly SourceEvent[]): SourceItem[] {
    const fresh = events.slice(listed).map((event) => ({ event, from: event.at, to: event.at }))
    listed = Math.max(listed, events.length)
    return fresh
  }

  function decode(text: string, from: Moment, to: Moment): SourceItem[] {
    return decoder.feed(text).map((found) => ({ event: eventOf(found, to), from, to }))
  }

  /** The whole text, each part of it at the time by which the body had grown so long. */
  function decodeAtOnce(text: string, bytes: number, end: Moment): SourceItem[] {
    const found: SourceItem[] = []
    let before = start
    // The browser may have read two characters where there was one, or the other way round: parts are found by their share of the whole.
    const share = text.length / Math.max(1, bytes)
    for (const { at, size } of [...sizes, { at: end, size: bytes }]) {
      const upTo = at === end ? text.length : Math.round(size * share)
      found.push(...decode(text.slice(fed, upTo), before, Math.min(at, end)))
      fed = Math.max(fed, upTo)
      before = Math.min(at, end)
    }
    return found
  }

  return {
    take(entry, over, at) {
      const { events, text, bytes, end } = entry
      if (events) {
        const items = listedItems(events)
        if (over && text !== undefined && fed === 0)
          return [...items, ...decodeAtOnce(text, bytes, end).filter(({ event }) => event.comment)]
        if (bytes > (sizes.at(-1)?.size ?? 0)) sizes.push({ at, size: bytes })
        if (sizes.length > maxSizes) sizes = sizes.filter((_, index) => index % 2 === 1)
        return items
      }
      const piece = text?.slice(fed) ?? ''
      fed += piece.length
      const items = decode(piece, readAt, over ? Math.min(at, Math.max(end, readAt)) : at)
      readAt = at
      return items
    },
  }
}

function eventOf({ text, name = '', eventId = '', comment }: Decoded, at: Moment): SourceEvent {
  return { at, name, id: eventId, data: text, ...(comment && { comment }) }
}
