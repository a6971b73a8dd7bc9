import type { Milliseconds } from '../../core/base/units.ts'
import type { Initiator } from '../../core/event/event.ts'
import { framingOf } from '../../core/framing/decoders.ts'
import type { HarEntry } from './har-entry.ts'

// A body that arrives for longer than 10 s and at less than 2000 bytes/s is taken for a stream, not a download: no network
// is that slow. A response with a Content-Length is no stream, because its server had the whole body beforehand.
const minStreamMs: Milliseconds = 10_000
const maxStreamBytesPerSecond = 2000

/** Whether the timing shows a body that grew slowly, as no download does. */
export function isSlow({ first, end, bytes, announced }: HarEntry): boolean {
  const seconds = (end - first) / 1000
  return !announced && end - first >= minStreamMs && bytes < maxStreamBytesPerSecond * seconds
}

/** Whether this is a document that its server goes on sending (a comet or "forever" frame). */
export const isLongLoad = (entry: HarEntry): boolean =>
  entry.kind === 'document' && entry.status >= 200 && entry.status < 300 && !entry.facts.cached && isSlow(entry)

/**
 * The element that loads an entry as a part of the page. A response that streams is a stream, whatever made the browser ask.
 */
export const loaderOf = (entry: HarEntry): Initiator | undefined =>
  framingOf(entry.contentType) === 'unknown' && !isLongLoad(entry) ? entry.initiator : undefined
