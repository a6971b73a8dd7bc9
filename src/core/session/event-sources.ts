import { setBounded } from '../base/bounded-map.ts'
import { withoutFragment } from '../base/parsed-url.ts'
import type { NetworkEvent } from '../event/event.ts'
import { addBytes } from '../stream/parts/byte-ledger.ts'
import { changed, type Stream } from '../stream/stream.ts'

/** The last EventSource of each URL that hooks reported: the network log alone knows of its failed attempts. */
export type EventSources = Map<string, Stream>

/** URLs whose last EventSource is remembered. */
const maxEventSources = 1024

/** Remembers the EventSource that a hook reported last for its URL. */
export const noteEventSource = (sources: EventSources, stream: Stream): void =>
  setBounded(sources, withoutFragment(stream.sampleUrl), stream, maxEventSources)

/**
 * Counts a failed attempt of an EventSource: one that finds no server tries again and again, and the page sees no more of each
 * attempt than an error.
 * @returns whether the report of the network log is about such an attempt
 */
export function addFailedAttempt(sources: EventSources, event: NetworkEvent): boolean {
  const { method, url, end, status, sent = 0, received = 0, head = 0, body = 0 } = event
  const source = method === 'GET' ? sources.get(withoutFragment(url)) : undefined
  if (!source || end === undefined || status === 200) return false
  const down = received || head + body
  addBytes(source.bytes, sent, down, sent + down)
  changed(source)
  return true
}
