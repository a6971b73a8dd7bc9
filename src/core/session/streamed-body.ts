import { addTo } from '../base/tally.ts'
import type { Bytes, Milliseconds } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { isHeartbeatName } from '../content/heartbeat.ts'
import { noteLikeness } from '../content/likeness.ts'
import type { ChunkEvent, FinishEvent } from '../event/event.ts'
import type { Decoded } from '../framing/decoder.ts'
import { decoders } from '../framing/decoders.ts'
import { addStream } from '../group/channel.ts'
import { streamedSuffix } from '../group/merge.ts'
import { isHeartbeat } from '../protocol/heartbeat.ts'
import { moveRows, Row } from '../stream/parts/message-log.ts'
import { addRow } from '../stream/parts/payload-budget.ts'
import { touch } from '../stream/parts/wake-ups.ts'
import { roleOf } from '../stream/role.ts'
import { addWaste, type Stream } from '../stream/stream.ts'
import { addUpdate } from '../stream/update.ts'
import type { BodyPieces } from '../traffic/body.ts'
import { noteCause } from '../traffic/cause.ts'
import { bodyOf, type Exchange } from '../traffic/exchange.ts'
import { roundTrip } from '../traffic/origin.ts'
import { chunkText, goesOn, looksStreamed } from '../traffic/streaming.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import { addPending, removePending } from './apply-exchange.ts'
import { countCut } from './completeness.ts'
import { documentOf } from './document.ts'
import type { Session } from './session.ts'

/** Pieces of a body kept while it is not yet known whether it streams. */
const mostHeld = 64

/** From now on the body's messages are counted one by one, in a stream of their own if the key has plain answers too. */
export function promote(session: Session, from: Stream, exchange: Exchange, declared: boolean): void {
  let stream = from
  if (from.kind !== 'streamed') {
    const { byKey } = documentOf(session, exchange.doc)
    const key = from.key + streamedSuffix
    const known = byKey.get(key)
    if (known || from.responses > 0) {
      const names = {
        key: from.key,
        url: from.url,
        sampleUrl: exchange.url,
        method: exchange.method,
        operation: from.operation,
      }
      stream = known ?? addStream(session, 'streamed', exchange.start, exchange.doc, names)
      moveRequest(from, stream, exchange)
      // By now it may be known what changes in it.
      stream.url = from.url
    }
    stream.kind = 'streamed'
    byKey.set(key, stream)
    // The plain key starts afresh: its next answer may be of another kind.
    if (stream === from) byKey.delete(from.key)
  }
  stream.streamed ??= { declared, chunks: 0, silences: 0, bodies: 0, open: 0, ended: 0, longest: 0 }
  stream.streamed.declared ||= declared
  if (stream.contentTypes.size < 8) stream.contentTypes.add(exchange.contentType)
  stream.streamed.bodies++
  const pieces = bodyOf(exchange)
  stream.streamed.silences += pieces.silences
  stream.streamed.open++
  stream.origin.openStreams++
  stream.opens++
  stream.status = 'open'
  exchange.streaming = true
  pieces.decoder = decoders[exchange.framing]()
  for (const piece of pieces.buffered) feed(session, stream, exchange, piece.at, piece.text ?? '', piece.bytes)
  pieces.buffered = []
}

/** A request that is under way is another stream's after all. */
export function moveRequest(from: Stream, to: Stream, exchange: Exchange): void {
  from.requests--
  removePending(from, exchange)
  from.bytesUp -= exchange.upBytes
  to.requests++
  addPending(to, exchange)
  to.bytesUp += exchange.upBytes
  if (exchange.sent > 0) {
    from.out.count--
    from.out.bytes -= exchange.sent
    addTo(to.out, exchange.sent)
    const { start } = exchange
    moveRows(
      from.log,
      to.log,
      start,
      ({ at, bits, bytes }) => at === start && (bits & Row.out) > 0 && bytes === exchange.sent,
    )
  }
  exchange.stream = to
  from.revision++
  to.revision++
}

/** A piece of a body: a message or several of one that streams, or a hint that one does. */
export function applyChunk(session: Session, stream: Stream, exchange: Exchange, event: ChunkEvent): void {
  const pieces = bodyOf(exchange)
  const silence = event.at - pieces.lastAt
  const text = chunkText(pieces, event)
  // They keep a connection from being cut off while there is nothing to say.
  const isBlank = text?.trim() === ''
  if (isBlank) pieces.blanks++
  if (silence > Math.max(250, 3 * roundTrip(stream.origin)) && !isBlank) {
    pieces.silences++
    pieces.silentFor += silence
    if (exchange.streaming) stream.streamed!.silences++
  }
  pieces.lastAt = event.at
  pieces.count++
  pieces.bytes += event.bytes
  if (exchange.streaming) {
    if (event.cut || (event.bytes > 0 && text === undefined)) countCut(session, stream)
    const before = stream.updates
    feed(session, stream, exchange, event.at, text ?? '', event.bytes)
    return touch(stream, event.at, stream.updates === before)
  }
  touch(stream, event.at)
  if (pieces.buffered.length < mostHeld) pieces.buffered.push({ at: event.at, bytes: event.bytes, text })
  // Its answers are held, with something now and then that keeps them from being cut off.
  if (roleOf(stream) === 'long-polling') return
  if (goesOn(exchange, event.at)) promote(session, stream, exchange, true)
  else if (looksStreamed(exchange, event.at)) promote(session, stream, exchange, false)
}

// A body of a type that is read message by message is a plain answer if it is there at once, as those of single calls are.

function feed(
  session: Session,
  stream: Stream,
  exchange: Exchange,
  at: Milliseconds,
  text: string,
  bytes: Bytes,
): void {
  stream.streamed!.chunks++
  const framing = chunkFramingBytes(bytes, stream.origin.protocol)
  const pieces = bodyOf(exchange)
  pieces.lastDown = bytes + framing
  pieces.down += pieces.lastDown
  pieces.framing += framing
  stream.bytesDown += pieces.lastDown
  noteCause(documentOf(session, stream.doc).push, at)
  for (const message of pieces.decoder!.feed(text)) addMessage(session, stream, pieces, at, message)
}

function addMessage(session: Session, stream: Stream, pieces: BodyPieces, at: Milliseconds, message: Decoded): void {
  const bytes = utf8Length(message.text)
  const idle = isHeartbeat(message.text, stream.protocol) || isHeartbeatName(message.name)
  addTo(stream.in, bytes)
  if (idle) addWaste(stream, 'heartbeat')
  else {
    addUpdate(session, stream, at)
    stream.usefulDown += bytes
    pieces.useful += bytes
    noteLikeness(stream.likeness, message.text)
  }
  addRow(session, stream, {
    at,
    bytes,
    bits: (idle ? Row.wasted : 0) | (message.problem ? Row.failed : 0),
    payload: message.text,
    name: message.name,
  })
}

/** The body is over. One that the page read in one go, by `text()` or the like, has its messages in the last event. */
export function endStreamed(session: Session, stream: Stream, exchange: Exchange, event: FinishEvent): void {
  const pieces = bodyOf(exchange)
  if (pieces.bytes === 0 && event.text !== undefined) {
    const bytes = event.bytes ?? utf8Length(event.text)
    feed(session, stream, exchange, event.at, event.text, bytes)
    pieces.bytes = bytes
  }
  for (const message of pieces.decoder!.end()) addMessage(session, stream, pieces, event.at, message)
  const streamed = stream.streamed!
  streamed.open--
  stream.origin.openStreams--
  if (event.outcome === 'ok') streamed.ended++
  streamed.longest = Math.max(streamed.longest, event.at - exchange.start)
  if (event.outcome === 'error' || event.outcome === 'timeout') {
    stream.failures++
    stream.broken++
  }
  stream.responses++
  if (streamed.open === 0) stream.status = event.outcome === 'error' ? 'failed' : 'closed'
}
