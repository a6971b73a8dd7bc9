import { utf8Length } from '../../core/base/utf8.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { type Framing, framingOf } from '../../core/framing/decoders.ts'
import type { HarEntry } from '../har/har-entry.ts'
import type { Flow } from '../har/har-events.ts'
import { isSlow } from '../har/har-load.ts'

/** UTF-16 units that an event may hold. */
const maxPieceLength = 1_048_576

const messageEnds: Partial<Record<Framing, RegExp>> = {
  'event-stream': /(?<=\r\n\r\n|\n\n|\r\r)/,
  'json-lines': /(?<=\n)/,
}

/**
 * Splits the body of a streamed response into its messages; undefined where the log has no text or the body is no stream.
 */
export function messagesOf(entry: HarEntry): string[] | undefined {
  if (entry.text === undefined || entry.text === '' || entry.status >= 300) return undefined
  const end = messageEnds[framingOf(entry.contentType)]
  return end ? entry.text.split(end) : isSlow(entry) && !isWholeJson(entry.text) ? [entry.text] : undefined
}

/** A single JSON value is a response that was held at the server after its headers had been sent, not a stream. */
function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The messages as chunk events at the end of the body: no log says when each of them arrived. */
export const pieceEvents = (messages: readonly string[], entry: HarEntry, flow: Flow): CaptureEvent[] =>
  messages.map((text) => {
    const event: CaptureEvent = { type: 'chunk', at: entry.end, ...flow, bytes: utf8Length(text), text }
    return text.length <= maxPieceLength ? event : { ...event, text: text.slice(0, maxPieceLength), cut: true }
  })
