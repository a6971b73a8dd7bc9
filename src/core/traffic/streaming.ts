import { isAssetType } from '../base/media-types.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import { decoders } from '../framing/decoders.ts'
import { looksLikeJsonLines } from '../framing/json-lines.ts'
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
/** Mean size of pieces from which on they are those of a file: what a server has to say comes in shorter ones. */
const minFilePiece: Bytes = 4096

/**
 * Pieces from which on a server paces a body, the least time over which they come, and their mean size: those of a slow network are as long as
 * its packets (1460 bytes by Ethernet), and those of an AI back end hold a word or two.
 */
const minPacedPieces = 8
const minPacedTime: Milliseconds = 1000
const maxPacedPiece: Bytes = 1024

/** Whether a body of any type streams: small pieces come at the server's pace; or it pauses and goes on, or goes on for long, and is no download that merely stalls. */
export function looksStreamed(exchange: Exchange, at: Moment): boolean {
  const { silences, silentFor, bytes, count, blanks } = bodyOf(exchange)
  // One piece after blanks is an answer that was held: the blanks kept its connection from being cut off.
  if (blanks > 0 && count - blanks < 2) return false
  const open = at - (exchange.headAt ?? exchange.start)
  // SockJS streams by XMLHttpRequest with the type of a script.
  const isAsset = isAssetType(exchange.contentType) && !/script/.test(exchange.contentType)
  if (isAsset || exchange.status === 206) return false
  if (exchange.contentLength !== undefined && silentFor < open / 2) return false
  const isSlow = open >= minPacedTime && bytes / open < fileSpeed / 1000
  const pieces = count - blanks
  if (exchange.contentLength === undefined && pieces >= minPacedPieces && isSlow && bytes <= maxPacedPiece * pieces)
    return true
  // A slow line brings pieces that are as long as the browser's buffers, one after the other at an even pace.
  const isLong = bytes > fileSize || bytes >= minFilePiece * pieces
  const fast = isLong && bytes / open > fileSpeed / 1000
  if (silences >= 2 && silentFor >= open / 2 && !fast) return true
  const file = exchange.contentLength !== undefined || fast
  return open >= longOpen && !fast && (silences >= 1 || !file)
}

/** Size from which on a body may hold what was streamed: a word or two is an answer. */
const minWholeSize: Bytes = 256

/** Whether a body, of text and of no length that was announced, came in one piece, though a server may have sent it as it was made. */
export const cameWhole = (exchange: Exchange, received: Bytes, end: Moment): boolean =>
  !exchange.streaming && isInOnePiece(exchange, end) && mayHaveStreamed(exchange, received)

/** Time from the head of a response to its end within which the body came with it, though nobody saw its pieces. */
const withHead: Milliseconds = 1000

const isInOnePiece = ({ body, headAt }: Exchange, end: Moment) =>
  body === undefined || body.count === 0 ? headAt !== undefined && end - headAt <= withHead : body.count === 1

const mayHaveStreamed = ({ contentLength, contentType, status }: Exchange, received: Bytes): boolean =>
  contentLength === undefined &&
  received >= minWholeSize &&
  status < 300 &&
  /^(text\/(plain|event-stream|markdown)|application\/[\w.+-]*(json|jsonl|json-seq))\b/i.test(contentType)

/** Counts the messages of the body one by one from now on. @returns the pieces that came before */
export function beginStreaming(exchange: Exchange): Piece[] {
  exchange.streaming = true
  const body = bodyOf(exchange)
  const pieces = body.buffered.map(({ text }) => text ?? '')
  if (exchange.framing === 'unknown' && looksLikeJsonLines(pieces)) exchange.framing = 'json-lines'
  return decodeWith(body, decoders[exchange.framing]())
}
