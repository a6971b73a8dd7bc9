import { isMediaType } from '../base/media-types.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import { decoders } from '../framing/decoders.ts'
import { decodeWith, type Piece } from './body.ts'
import { bodyOf, type Exchange } from './exchange.ts'

/**
 * A body whose type is read message by message is a plain answer if it is there within this time, as the bodies of single calls
 * are.
 */
export const openFor: Milliseconds = 1000

/** Whether the response succeeded, and its media type or its library says that it is read message by message. */
export const isReadByMessage = ({ framing, status }: Exchange): boolean =>
  framing !== 'unknown' && status >= 200 && status < 300

/** Whether a body that is read message by message has gone on for long enough to be a stream. */
export const goesOn = (exchange: Exchange, at: Moment): boolean =>
  isReadByMessage(exchange) && (bodyOf(exchange).silences >= 1 || at - (exchange.headAt ?? at) >= openFor)

/** Whether a body that is read message by message took that long until its end, though nobody has seen its pieces. */
export const hasStreamed = (exchange: Exchange, end: Moment): boolean =>
  isReadByMessage(exchange) && exchange.headAt !== undefined && end - exchange.headAt >= openFor

/** A response head that came, and a body that goes on this long: a stream, unless it is a file on its way. */
export const longOpen: Milliseconds = 10_000

/** A body of more bytes than `fileSize` that comes faster than this (bytes a second) is a file. */
const fileSpeed = 20_000
const fileSize: Bytes = 65_536

/** Whether a body of any type streams: it pauses and goes on, or goes on for long, and is no download that merely stalls. */
export function looksStreamed(exchange: Exchange, at: Moment): boolean {
  const { silences, silentFor, bytes, count, blanks } = bodyOf(exchange)
  // One piece after blanks is an answer that was held: the blanks kept its connection from being cut off.
  if (blanks > 0 && count - blanks < 2) return false
  const open = at - (exchange.headAt ?? exchange.start)
  if (isMediaType(exchange.contentType) || exchange.status === 206) return false
  if (exchange.contentLength !== undefined && silentFor < open / 2) return false
  const fast = bytes > fileSize && bytes / open > fileSpeed / 1000
  if (silences >= 2 && silentFor >= open / 2 && !fast) return true
  const file = exchange.contentLength !== undefined || fast
  return open >= longOpen && (silences >= 1 || !file)
}

/** Counts the messages of the body one by one from now on. @returns the pieces that came before */
export function beginStreaming(exchange: Exchange): Piece[] {
  exchange.streaming = true
  return decodeWith(bodyOf(exchange), decoders[exchange.framing]())
}
