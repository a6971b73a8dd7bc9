import { addTo } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { batchSize } from '../content/batch.ts'
import { emptyAnswer } from '../content/empty-answer.ts'
import { noteLikeness } from '../content/likeness.ts'
import { bodySignature } from '../content/signature.ts'
import type { FinishEvent } from '../event/event.ts'
import { isHeartbeat } from '../protocol/heartbeat.ts'
import { Row } from '../stream/parts/message-log.ts'
import { addRow } from '../stream/parts/payload-budget.ts'
import type { Answer } from '../stream/parts/sample.ts'
import { roleOf } from '../stream/role.ts'
import { addAcknowledged, addWaste, hasNoBody, type Stream, type WasteReason } from '../stream/stream.ts'
import { addUpdate } from '../stream/update.ts'
import type { Exchange } from '../traffic/exchange.ts'
import type { Session } from './session.ts'

/**
 * Size of a body, decoded: as read; else as the network or the header told; else that of the text that was written anew from
 * parsed JSON, until the resource timing corrects it.
 */
export function bodyBytes(exchange: Exchange, event: FinishEvent): Bytes {
  if (exchange.method === 'HEAD') return 0 // its length is that of another answer (RFC 9110, 9.3.2)
  const told = event.bytes ?? (exchange.timing?.decoded || exchange.contentLength)
  if (told !== undefined) return told
  return event.text !== undefined && !event.cut ? utf8Length(event.text) : (exchange.body?.bytes ?? 0)
}

/**
 * Counts one whole answer and decides whether it was news.
 * @returns what it was; undefined where nothing was answered
 */
export function addAnswer(
  session: Session,
  stream: Stream,
  exchange: Exchange,
  event: FinishEvent,
  body: Bytes,
): Answer | undefined {
  const failed = event.outcome !== 'ok' || exchange.status >= 400
  if (failed) stream.failures++
  // Of an opaque answer the page sees no status; of one that it never asked for, nothing at all.
  const answered = exchange.status > 0 || exchange.headAt !== undefined
  if (!answered && !failed) return undefined
  if (answered) {
    stream.responses++
    addTo(stream.in, body)
  }
  const text = event.text ?? heldText(exchange)
  const reason = wasteReason(stream, exchange, text, event.cut ?? false, body, failed)
  const acknowledged = isAcknowledgement(stream, exchange, body, reason)
  const waste = acknowledged ? undefined : reason
  if (waste) addWaste(stream, waste)
  else if (acknowledged) addAcknowledged(stream, exchange.status)
  else {
    const batched = text !== undefined && exchange.cursor !== undefined
    addUpdate(session, stream, event.at, batched ? batchSize(text) : 1)
    stream.usefulDown += body
    if (text !== undefined) noteLikeness(stream.likeness, text)
    if (text === undefined && body > 0) stream.unseenBodies++
  }
  if (!failed && exchange.sent > 0) addTo(stream.said, exchange.sent)
  addRow(session, stream, {
    at: event.at,
    bytes: body,
    bits: Row.exchange | (waste ? Row.wasted : 0) | (failed ? Row.failed : 0) | (event.cut ? Row.cut : 0),
    code: exchange.status,
    took: event.at - exchange.start,
    payload: text,
  })
  return waste ?? (acknowledged ? 'acknowledged' : 'news')
}

/** A body that was read piece by piece but did not stream. */
function heldText({ body: pieces }: Exchange): string | undefined {
  if (!pieces || pieces.buffered.length === 0 || pieces.buffered.length < pieces.count) return undefined
  return pieces.buffered.map((piece) => piece.text ?? '').join('')
}

/**
 * The answer to a message that the page sent up: no news, and no waste either, unless the stream turns out to poll by POST, where
 * such answers are its empty ones.
 */
function isAcknowledgement(
  stream: Stream,
  { sent, status }: Exchange,
  body: Bytes,
  reason: WasteReason | undefined,
): boolean {
  if (sent === 0 || reason === 'failed' || reason === 'not-modified') return false
  // News comes by the library's other transport.
  if (roleOf(stream) === 'sender') return true
  return reason === 'empty' || reason === 'no-content' || body <= 2 || status === 202
}

function wasteReason(
  stream: Stream,
  exchange: Exchange,
  text: string | undefined,
  cut: boolean,
  body: Bytes,
  failed: boolean,
): WasteReason | undefined {
  if (failed) return 'failed'
  if (exchange.status === 304) return 'not-modified'
  if (exchange.method === 'HEAD') return 'no-content'
  if (hasNoBody(exchange.status)) return 'no-content'
  if (text === undefined) return body === 0 && isToldSize(exchange) ? 'empty' : undefined
  if (stream.protocol?.isNoOp(text)) return 'no-op'
  if (saysNothingNew(stream, exchange, text)) return 'empty'
  // A bare 0 may well be the value that is asked for.
  if (isHeartbeat(text, undefined) && text.trim() !== '0') return 'no-op'
  const signature = bodySignature(text, cut ? body : text.length)
  const before = lastAnswer(stream, exchange)
  noteAnswer(stream, exchange, signature)
  return signature === before ? 'same' : undefined
}

/** What was answered to the same question last, or to any. */
const lastAnswer = ({ signatures, lastSignature }: Stream, { question }: Exchange) =>
  (question === undefined ? undefined : signatures.get(question)) ?? lastSignature

/** Questions that one address answers in turn, such as those of a dashboard's panels. */
const mostQuestions = 16

function noteAnswer(stream: Stream, { question }: Exchange, signature: string): void {
  stream.lastSignature = signature
  if (question === undefined) return
  const { signatures } = stream
  if (signatures.size >= mostQuestions && !signatures.has(question)) signatures.delete(signatures.keys().next().value!)
  signatures.set(question, signature)
}

/** The browser or the server has told the size of the body, which the page has not read. */
const isToldSize = ({ timing: network, contentLength: announced }: Exchange) =>
  announced !== undefined || (network?.decoded ?? 0) > 0

function saysNothingNew(stream: Stream, { question }: Exchange, text: string): boolean {
  const rest = emptyAnswer(text)
  if (rest === undefined) return false
  if (text.trim().length > 0 && text.includes('[')) stream.emptyLists++
  // What comes after it is news, though it was there before: it had gone meanwhile.
  stream.lastSignature = undefined
  if (question !== undefined) stream.signatures.delete(question)
  const before = stream.lastEmpty
  stream.lastEmpty = rest
  return before === undefined || before === rest
}
