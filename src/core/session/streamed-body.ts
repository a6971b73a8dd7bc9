import { addTo } from '../base/tally.ts'
import type { Bytes, Moment } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { isHeartbeatByName } from '../content/heartbeat.ts'
import type { ChunkEvent, FinishEvent } from '../event/event.ts'
import type { Decoded } from '../framing/decoder.ts'
import { streamedStream } from '../group/streamed.ts'
import { isHeartbeat } from '../protocol/heartbeat.ts'
import { noteIfHidden } from '../stream/note-if-hidden.ts'
import { noteContentType } from '../stream/parts/answers.ts'
import { addBytes, addUseful } from '../stream/parts/byte-ledger.ts'
import { countBroken, countStreamedBody } from '../stream/parts/connection-life.ts'
import { Row } from '../stream/parts/message-log.ts'
import { countWaste } from '../stream/parts/news.ts'
import { countResult } from '../stream/parts/requests.ts'
import { beginBody, countChunk, countSilence, endBody } from '../stream/parts/streamed-bodies.ts'
import { type Stream, type StreamExchange, setStatus, touch } from '../stream/stream.ts'
import { addUpdate, noteContent } from '../stream/update.ts'
import { addPieceBytes, addUsefulMessage, decodePiece, noteWhole } from '../traffic/body.ts'
import { noteCause } from '../traffic/cause.ts'
import { bodyOf } from '../traffic/exchange.ts'
import { addOpenStreams } from '../traffic/origin.ts'
import { beginStreaming } from '../traffic/streaming.ts'
import { countCutMessage } from './completeness.ts'
import { countRow } from './count-row.ts'
import { documentOf } from './document.ts'
import type { Session } from './session.ts'

/**
 * From now on the messages of a body are counted one by one, in a stream of their own where the key has plain answers too.
 * @param declared false where the pauses in the body, or its library at the response head, are all that says that it streams
 */
export function promote(session: Session, from: Stream, exchange: StreamExchange, declared: boolean): void {
  const document = documentOf(session.documents, exchange.doc)
  const stream = streamedStream(session.streams, document, document.byKey, from, exchange)
  if (!stream) return
  noteContentType(stream.answers, exchange.contentType)
  beginBody(stream.streamed, declared, bodyOf(exchange).silences)
  addOpenStreams(stream.origin, 1)
  countStreamedBody(stream.connection)
  setStatus(stream, 'open')
  for (const { at, text, bytes } of beginStreaming(exchange)) feed(session, stream, exchange, at, text ?? '', bytes)
}

/** Counts a piece of a body that streams. @param paused the body has paused before it */
export function addStreamedPiece(
  session: Session,
  stream: Stream,
  exchange: StreamExchange,
  event: ChunkEvent,
  text: string | undefined,
  paused: boolean,
): void {
  if (paused) countSilence(stream.streamed)
  if (event.cut || (event.bytes > 0 && text === undefined))
    countCutMessage(session.completeness, stream, text !== undefined)
  const { updates } = stream.news
  feed(session, stream, exchange, event.at, text ?? '', event.bytes)
  touch(stream, event.at, stream.news.updates === updates)
}

function feed(
  session: Session,
  stream: Stream,
  exchange: StreamExchange,
  at: Moment,
  text: string,
  bytes: Bytes,
): void {
  const body = bodyOf(exchange)
  countChunk(stream.streamed)
  addBytes(stream.bytes, 0, addPieceBytes(body, bytes, stream.origin.protocol))
  noteCause(stream.document.push, at)
  for (const message of decodePiece(body, at, text)) addStreamedMessage(session, stream, exchange, at, message)
}

function addStreamedMessage(
  session: Session,
  stream: Stream,
  exchange: StreamExchange,
  at: Moment,
  message: Decoded,
): void {
  const bytes = message.bytes ?? utf8Length(message.text)
  const isIdle =
    message.comment || (isHeartbeatByName(message.name, message.text) ?? isHeartbeat(message.text, stream.protocol))
  addTo(stream.in, bytes)
  noteIfHidden(stream, 'in', at, bytes)
  if (isIdle) countWaste(stream.news, 'heartbeat')
  else {
    addUpdate(stream, at)
    addUseful(stream.bytes, bytes)
    addUsefulMessage(bodyOf(exchange), bytes)
    noteContent(stream, at, message.text)
  }
  countRow(
    session,
    stream,
    {
      at,
      bytes,
      bits: (isIdle ? Row.wasted : 0) | (message.problem ? Row.failed : 0),
      payload: message.text,
      name: message.name,
    },
    { exchange },
  )
}

/** The body is over. One that the page read in one go, by `text()` or the like, has its messages in the last event. */
export function endStreamed(session: Session, stream: Stream, exchange: StreamExchange, event: FinishEvent): void {
  const body = bodyOf(exchange)
  const { at, outcome, text } = event
  if (body.bytes === 0 && text !== undefined) {
    const bytes = event.bytes ?? utf8Length(text)
    feed(session, stream, exchange, at, text, bytes)
    noteWhole(body, bytes)
  }
  for (const message of body.decoder!.end()) addStreamedMessage(session, stream, exchange, at, message)
  const failed = outcome === 'error' || outcome === 'timeout'
  endBody(stream.streamed, outcome === 'ok', at - exchange.start)
  addOpenStreams(stream.origin, -1)
  if (failed) countBroken(stream.connection)
  countResult(stream.requests, { answered: true, failed })
  if (stream.streamed.open === 0) setStatus(stream, outcome === 'error' ? 'failed' : 'closed')
}
