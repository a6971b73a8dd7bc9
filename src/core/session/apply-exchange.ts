import type { Bytes, Milliseconds } from '../base/units.ts'
import type { ChunkEvent, FinishEvent, ResponseEvent } from '../event/event.ts'
import { framingOf } from '../framing/decoders.ts'
import { noteContentType } from '../stream/parts/answers.ts'
import { roleOf } from '../stream/role.ts'
import { streamOf, touch } from '../stream/stream.ts'
import { bufferPiece, notePiece } from '../traffic/body.ts'
import { bodyOf, type Exchange, noteResponse } from '../traffic/exchange.ts'
import { roundTrip } from '../traffic/origin.ts'
import { goesOn, isReadByMessage, looksStreamed } from '../traffic/streaming.ts'
import { finishExchange } from './finish-exchange.ts'
import { inFlightExchange } from './in-flight.ts'
import type { Session } from './session.ts'
import { addStreamedPiece, promote } from './streamed-body.ts'
import { addUnread, removeUnread } from './unread-answers.ts'

// An event of a request that is not in flight is left out: its request was lost, which has been counted, or came before this session.

/** The response head came. */
export function applyResponse(session: Session, event: ResponseEvent): void {
  const exchange = inFlightExchange(session, event.doc, event.id)
  if (!exchange || exchange.headAt !== undefined) return // lost, or reported twice
  const stream = streamOf(exchange)
  const byType = framingOf(event.contentType)
  const framing = byType === 'unknown' ? (stream.protocol?.framing?.(exchange.url) ?? byType) : byType
  noteResponse(exchange, event, framing)
  touch(stream, event.at)
  noteContentType(stream.answers, exchange.contentType)
  // The type of an event stream says that it will go on, and so does the URL of a response that a library streams message by message; an
  // error page will not.
  const streams = framing === 'event-stream' || framing === 'lines' || framing === 'length-prefixed'
  if (streams && isReadByMessage(exchange)) promote(session, stream, exchange, byType !== 'unknown')
  else if (event.unread) {
    exchange.unread = true
    addUnread(session.unread, exchange)
  }
}

/** Shorter times between two pieces are the network's, not the server's. */
const shortestPause: Milliseconds = 250

/** A piece of a body came: a message or several of a body that streams, or a hint that it does. */
export function applyChunk(session: Session, event: ChunkEvent): void {
  const exchange = inFlightExchange(session, event.doc, event.id)
  if (!exchange) return
  exchange.unread = false
  removeUnread(session.unread, exchange)
  if (event.bytes === 0 && event.text === undefined && event.data === undefined) return
  const stream = streamOf(exchange)
  const pause = Math.max(shortestPause, 3 * roundTrip(stream.origin))
  const { text, paused } = notePiece(bodyOf(exchange), event, pause, exchange.framing)
  if (exchange.streaming) return addStreamedPiece(session, stream, exchange, event, text, paused)
  touch(stream, event.at)
  bufferPiece(bodyOf(exchange), { at: event.at, bytes: event.bytes, text })
  // The answers of a long poll are held, with a blank now and then that keeps the connection from being cut off.
  if (roleOf(stream) === 'long-polling') return
  if (goesOn(exchange, event.at)) promote(session, stream, exchange, true)
  else if (looksStreamed(exchange, event.at)) promote(session, stream, exchange, false)
}

/** Longer bodies are still on their way when the page has their head. */
const shortBody: Bytes = 16_384

/** The exchange is over. */
export function applyFinish(session: Session, event: FinishEvent): void {
  const exchange = inFlightExchange(session, event.doc, event.id)
  if (!exchange) return
  const { type, at, doc, id } = event
  finishExchange(session, exchange, isThrownAway(exchange, event) ? { type, at, doc, id, outcome: 'ok' } : event)
}

/**
 * Whether the page has taken the head for the answer, and cancelled the body unread, as libraries do to free the connection. The answer
 * has come all the same, as where a page leaves the body alone; but a long body is broken off.
 */
const isThrownAway = ({ unread, contentLength = 0 }: Exchange, { outcome }: FinishEvent): boolean =>
  outcome === 'abort' && unread && contentLength <= shortBody
