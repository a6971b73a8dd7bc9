import { fromBase64 } from '../base/base64.ts'
import { isTextType } from '../base/media-types.ts'
import { addTo } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import { batchSize } from '../content/batch.ts'
import { noteLikeness } from '../content/likeness.ts'
import type { FinishEvent } from '../event/event.ts'
import { noteAnswer } from '../key/stream-key.ts'
import { endsHold } from '../stream/ends-hold.ts'
import { compareAnswer, isSeen, type SeenBody } from '../stream/parts/answers.ts'
import { addUseful } from '../stream/parts/byte-ledger.ts'
import { countHiddenMessage } from '../stream/parts/hidden-traffic.ts'
import { Row } from '../stream/parts/message-log.ts'
import { type AnswerKind, countAnswerNews, type WasteReason } from '../stream/parts/news.ts'
import { countResult } from '../stream/parts/requests.ts'
import type { Contribution } from '../stream/parts/samples.ts'
import { roleOf } from '../stream/role.ts'
import type { Stream, StreamExchange } from '../stream/stream.ts'
import { replayUpdate } from '../stream/update.ts'
import { bufferedText, isShortened } from '../traffic/body.ts'
import { countRow } from './count-row.ts'
import { knownDocument } from './document.ts'
import type { Session } from './session.ts'

/**
 * Counts one whole answer and decides whether it was an update.
 * @param contribution what the exchange adds to its stream: filled in here
 * @param received bytes of the body, decoded
 */
export function countAnswer(
  session: Session,
  stream: Stream,
  contribution: Contribution<StreamExchange>,
  event: FinishEvent,
  received: Bytes,
): void {
  const { exchange } = contribution
  contribution.failed = event.outcome !== 'ok' || exchange.status >= 400
  // The head of an opaque response has no status. Where neither a head nor a status was reported, there is no answer to count.
  contribution.answered = exchange.status > 0 || exchange.headAt !== undefined
  if (!contribution.answered && !contribution.failed) return
  const body = {
    text: event.text ?? bufferedText(exchange.body, exchange.framing) ?? textOfOctets(exchange, event),
    data: event.data,
    cut: event.cut ?? (event.text === undefined && isShortened(exchange.body)),
    bytes: received,
  }
  const document = exchange.shape && knownDocument(session.documents, exchange.doc)
  if (document) noteAnswer(document.keys, exchange.shape!, body.cut ? undefined : body.text)
  const { emptyLists } = stream.answers
  const answer = answerOf(stream, exchange, event, body, contribution.failed)
  contribution.answer = answer
  contribution.emptyList = stream.answers.emptyLists > emptyLists
  // A body that is known to be empty is no update, so of this one not even the size may be known.
  contribution.unseenBody = answer === 'news' && !isSeen(body)
  contribution.payloadOut = !contribution.failed && exchange.sent > 0
  countResult(stream.requests, contribution)
  countAnswerNews(stream.news, contribution)
  if (contribution.answered) {
    addTo(stream.in, received)
    if (exchange.hiddenFor !== undefined) countHiddenMessage(stream.hidden, 'in', received, exchange.hiddenFor)
  }
  if (contribution.payloadOut) addTo(stream.payloadOut, exchange.sent)
  if (answer === 'news') addNews(stream, exchange, event, body)
  addAnswerRow(session, stream, exchange, event, body, answer, contribution.failed)
}

/** The text of a body that the page read as octets, as some clients do with JSON, where its type says that it is one. */
function textOfOctets({ contentType }: StreamExchange, { data }: FinishEvent): string | undefined {
  if (data === undefined || !isTextType(contentType)) return undefined
  return new TextDecoder().decode(fromBase64(data))
}

function answerOf(
  stream: Stream,
  exchange: StreamExchange,
  { at }: FinishEvent,
  body: SeenBody,
  failed: boolean,
): AnswerKind {
  const compared = failed ? 'failed' : compareAnswer(stream.answers, stream.protocol, exchange, body)
  const reason = compared === 'same' && endsHold(stream, exchange, at) ? undefined : compared
  return isAcknowledgement(stream, exchange, body.bytes, reason) ? 'acknowledged' : (reason ?? 'news')
}

/**
 * Whether an answer only acknowledges a message that the page sent up: no update, and no waste either, unless the stream turns out
 * to poll by POST, where such answers are its empty ones.
 */
function isAcknowledgement(
  stream: Stream,
  { sent, status }: StreamExchange,
  body: Bytes,
  reason: WasteReason | undefined,
): boolean {
  if (sent === 0 || reason === 'failed' || reason === 'not-modified') return false
  // Updates come by the library's other transport.
  if (roleOf(stream) === 'sender') return true
  return reason === 'empty' || reason === 'no-content' || body <= 2 || status === 202
}

function addNews(
  stream: Stream,
  { progress: { cursor } }: StreamExchange,
  { at }: FinishEvent,
  { text, bytes }: SeenBody,
): void {
  const isBatch = text !== undefined && cursor !== undefined
  replayUpdate(stream, at, isBatch ? batchSize(text) : 1)
  // `beginWeight` takes these bytes as booked.
  addUseful(stream.bytes, bytes)
  if (text !== undefined) noteLikeness(stream.likeness, text)
}

function addAnswerRow(
  session: Session,
  stream: Stream,
  exchange: StreamExchange,
  { at }: FinishEvent,
  { text, data, cut, bytes }: SeenBody,
  answer: AnswerKind,
  failed: boolean,
): void {
  const wasted = answer !== 'news' && answer !== 'acknowledged'
  countRow(
    session,
    stream,
    {
      at,
      bytes,
      bits:
        Row.exchange |
        (wasted ? Row.wasted : 0) |
        (failed ? Row.failed : 0) |
        (cut ? Row.cut : 0) |
        (text === undefined && data !== undefined ? Row.binary : 0),
      code: exchange.status,
      took: Math.max(0, at - exchange.start),
      payload: text ?? data,
    },
    { exchange },
  )
}
