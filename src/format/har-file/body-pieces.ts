import type { Bytes, Milliseconds } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { type Framing, framingOf } from '../../core/framing/decoders.ts'
import type { HarEntry } from '../har/har-entry.ts'
import type { Flow } from '../har/har-events.ts'

/** As much as an event holds. */
const longestPiece = 1_048_576

const messageEnds: Partial<Record<Framing, RegExp>> = {
  'event-stream': /(?<=\r\n\r\n|\n\n|\r\r)/,
  'json-lines': /(?<=\n)/,
}

// A body that comes for longer than this and more slowly is not a download. No network is that slow, and whoever knows its length
// beforehand has it all.
const slow: Milliseconds = 10_000
const slowly: Bytes = 2000

/** The messages of a body that streamed, where the log has its text; undefined where it has none, or the body is no stream. */
export function messagesOf(entry: HarEntry): string[] | undefined {
  if (entry.text === undefined || entry.text === '' || entry.status >= 300) return undefined
  const end = messageEnds[framingOf(entry.contentType)]
  return end ? entry.text.split(end) : isSlow(entry) ? [entry.text] : undefined
}

/** By its timing it was read as it grew, though its type does not say so. */
function isSlow({ first, end, bytes, announced, text }: HarEntry): boolean {
  const seconds = (end - first) / 1000
  return !announced && end - first >= slow && bytes < slowly * seconds && !isWholeJson(text ?? '')
}

/** One value, as the answer to a request that was held after its head had been sent. */
function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The same as pieces that came when the body ended: when each of them did, no log tells. */
export const pieceEvents = (messages: readonly string[], entry: HarEntry, flow: Flow): CaptureEvent[] =>
  messages.map((text) => {
    const event: CaptureEvent = { type: 'chunk', at: entry.end, ...flow, bytes: utf8Length(text), text }
    return text.length <= longestPiece ? event : { ...event, text: text.slice(0, longestPiece), cut: true }
  })
