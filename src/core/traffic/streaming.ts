import { fromBase64 } from '../base/base64.ts'
import type { Bytes, Milliseconds } from '../base/units.ts'
import type { ChunkEvent } from '../event/event.ts'
import type { BodyPieces } from './body.ts'
import { bodyOf, type Exchange } from './exchange.ts'

// A body of a type that is read message by message is a plain answer if it is there at once, as those of single calls are.
export const openFor: Milliseconds = 1000

/** Success, and of a type that streams. */
export const isDeclared = ({ framing, status }: Exchange) => framing !== 'unknown' && status >= 200 && status < 300

export const goesOn = (exchange: Exchange, at: Milliseconds) =>
  isDeclared(exchange) && (bodyOf(exchange).silences >= 1 || at - (exchange.headAt ?? at) >= openFor)

/** Whether a body that is over came over a while, though nobody has seen its pieces. */
export const hasStreamed = (exchange: Exchange, end: Milliseconds) =>
  isDeclared(exchange) && exchange.headAt !== undefined && end - exchange.headAt >= openFor

/** Headers that came, and a body that goes on this long: a stream, unless it is a file on its way. */
export const longOpen: Milliseconds = 10_000

/** What comes faster, of more than so much, is a file (bytes, and bytes a second). */
const fileSpeed = 20_000

const fileSize: Bytes = 65_536

/** A body that pauses and goes on, or goes on for long, is a stream, unless it is a download that merely stalls. */
export function looksStreamed(exchange: Exchange, at: Milliseconds): boolean {
  const { silences, silentFor, bytes, count, blanks } = bodyOf(exchange)
  // An answer that was held, and the blanks before it.
  if (blanks > 0 && count - blanks < 2) return false
  const open = at - (exchange.headAt ?? exchange.start)
  if (/^(video|audio|image|font)\//.test(exchange.contentType) || exchange.status === 206) return false
  if (exchange.contentLength !== undefined && silentFor < open / 2) return false
  const fast = bytes > fileSize && bytes / open > fileSpeed / 1000
  if (silences >= 2 && silentFor >= open / 2 && !fast) return true
  const file = exchange.contentLength !== undefined || fast
  return open >= longOpen && (silences >= 1 || !file)
}

export function chunkText(pieces: BodyPieces, event: ChunkEvent): string | undefined {
  if (event.text !== undefined) return event.text
  if (event.data === undefined) return undefined
  pieces.utf8 ??= new TextDecoder()
  return pieces.utf8.decode(fromBase64(event.data), { stream: true })
}
