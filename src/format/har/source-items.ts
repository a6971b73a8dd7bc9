import { append } from '../../core/base/append.ts'
import type { Bytes, Moment } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
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
  /** Bytes of the body so far in which all events were to be seen. */
  shown(): Bytes
  /** The log left out the rest of the body. */
  isCut(): boolean
}

/** Sizes that are remembered of one connection; of more, every other is forgotten. */
const maxSizes = 4096

/**
 * By experiment, with Chromium 156 and Firefox 153:
 *
 * - Chromium lists events as they come, with their times, and tells the size of the body so far. The text of the body, where
 * the comments are, can be had once the server has ended the connection; never where the page closed it.
 * - Firefox has the text of the body at any time, and no list and no times. Beyond the first 1 MB, at the end of a piece,
 * there are NUL characters in place of the text.
 */
export function createSourceItems(start: Moment): SourceItems {
  const decoder = createEventStreamDecoder()
  let listed = 0
  let fed = 0
  let shown = 0
  let isCut = false
  // A reading takes some time, in which more may come: the earliest time of what it does not show yet is that of the reading before.
  let readAt = start
  let readBefore = start
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
      append(found, decode(text.slice(fed, upTo), before, Math.min(at, end)))
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
        shown = Math.max(shown, bytes)
        if (over && text !== undefined && fed === 0)
          return [...items, ...decodeAtOnce(text, bytes, end).filter(({ event }) => event.comment)]
        if (bytes > (sizes.at(-1)?.size ?? 0)) sizes.push({ at, size: bytes })
        if (sizes.length > maxSizes) sizes = sizes.filter((_, index) => index % 2 === 1)
        return items
      }
      const rest = text?.slice(fed) ?? ''
      const piece = withoutNulsAtEnd(rest)
      isCut = piece.length < rest.length
      fed += piece.length
      shown += utf8Length(piece)
      const items = decode(piece, readBefore, over ? Math.min(at, Math.max(end, readAt)) : at)
      readBefore = readAt
      readAt = at
      return items
    },
    shown: () => shown,
    isCut: () => isCut,
  }
}

/** A regular expression would look at each NUL again from each NUL before it. */
function withoutNulsAtEnd(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--
  return text.slice(0, end)
}

function eventOf({ text, name = '', eventId = '', comment }: Decoded, at: Moment): SourceEvent {
  return { at, name, id: eventId, data: text, ...(comment && { comment }) }
}
