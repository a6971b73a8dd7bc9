import { addTo } from '../base/tally.ts'
import type { Bytes, Moment } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { review } from '../classify/review.ts'
import type { FinishEvent } from '../event/event.ts'
import { tellApart } from '../group/two-pollers.ts'
import { addBytes } from '../stream/parts/byte-ledger.ts'
import { addConnectedTime } from '../stream/parts/connection-life.ts'
import { countResult, removeInFlight } from '../stream/parts/requests.ts'
import { addSample, type Contribution, noteTimeToAnswer } from '../stream/parts/samples.ts'
import { type Stream, type StreamExchange, streamOf, touch } from '../stream/stream.ts'
import { weigh } from '../stream/weigh.ts'
import { forgetContents } from '../traffic/body.ts'
import { addToRequest, isFromNetwork } from '../traffic/exchange.ts'
import { beginWeight } from '../traffic/exchange-weight.ts'
import { noteFirstByte } from '../traffic/origin.ts'
import { cameWhole, hasStreamed } from '../traffic/streaming.ts'
import { breakOffBytes, responseHeadBytes } from '../wire-size/http-bytes.ts'
import { countCut } from './completeness.ts'
import { countAnswer } from './count-answer.ts'
import { untrackRequest } from './in-flight.ts'
import type { Session } from './session.ts'
import { endStreamed, promote } from './streamed-body.ts'
import { removeUnread } from './unread-answers.ts'

type ExchangeContribution = Contribution<StreamExchange>

/** The exchange is over: its answer is counted, weighed and judged. */
export function finishExchange(session: Session, exchange: StreamExchange, event: FinishEvent): void {
  // Group: a body that was read in one go in the end may have come over a while.
  if (!exchange.streaming && hasStreamed(exchange, event.at)) promote(session, streamOf(exchange), exchange, true)
  const stream = streamOf(exchange)

  // Assemble.
  // No event with the request's number finds the exchange any more. The stream has a list of its requests in flight, too: `removeInFlight` below.
  untrackRequest(session, exchange)
  removeUnread(session.unread, exchange)
  measureRoundTrip(stream, exchange)
  const received = bodyBytes(exchange, event)
  const answeredAt = whenAnswered(exchange, event, received)

  // Count.
  touch(stream, event.at)
  removeInFlight(stream.requests, exchange)
  addConnectedTime(stream.connection, event.at - exchange.start)
  if (exchange.headAt !== undefined) noteTimeToAnswer(stream.samples, answeredAt - exchange.start)
  if (event.cut) countCut(session.completeness, stream, event.text !== undefined || event.data !== undefined)
  const contribution = countContribution(session, stream, exchange, event, received)
  // The exchange stays known for a while; the contents of its body need not.
  if (exchange.body) forgetContents(exchange.body)
  weighFinished(stream, exchange, event, received, contribution.answer === 'news')
  addToSamples(stream, event, { answeredAt, received, contribution })
  session.streams.watch?.ended?.(exchange, event.at, event.outcome)

  // Judge, and regroup: where the kept verdict has the flag `interleaved`, the requests may be those of two pollers.
  if (review(stream, event.at)) tellApart(session.streams, stream)
}

/** Gives a request up that will not be answered. */
export function giveUp(session: Session, exchange: StreamExchange, at: Moment): void {
  finishExchange(session, exchange, { type: 'finish', at, doc: exchange.doc, id: exchange.id, outcome: 'abort' })
}

function measureRoundTrip({ origin }: Stream, { headAt, start, timing, networkLog, streaming }: StreamExchange): void {
  if (headAt === undefined) return
  const took = headAt - start
  if (!timing?.cached && !networkLog?.cached && !streaming) noteFirstByte(origin, took, 'hook')
  if (timing && isFromNetwork(timing)) noteFirstByte(origin, took, 'timing')
}

/**
 * Size of a body, decoded: as the page read it; else as the browser or the response head reports it; else that of the text that was
 * written anew from parsed JSON, until the resource timing corrects it.
 */
function bodyBytes(exchange: StreamExchange, event: FinishEvent): Bytes {
  if (exchange.method === 'HEAD') return 0 // its length is that of another answer (RFC 9110, 9.3.2)
  const reported = event.bytes ?? (exchange.timing?.decoded || exchange.contentLength)
  if (reported !== undefined) return reported
  return event.text !== undefined && !event.cut ? utf8Length(event.text) : (exchange.body?.bytes ?? 0)
}

/** Bodies up to this size arrive in one go: the time until their last byte is the server's, not the network's. */
const smallBody: Bytes = 16_384

/** When the server had something to say. */
function whenAnswered({ headAt, streaming, timing }: StreamExchange, { at }: FinishEvent, body: Bytes): Moment {
  if (headAt === undefined) return at
  if (streaming || body > smallBody) return headAt
  // The page may have read the body later than it came.
  return Math.max(headAt, Math.min(at, timing?.end ?? at))
}

/** Counts what the exchange brought, by the kind of its stream. */
function countContribution(
  session: Session,
  stream: Stream,
  exchange: StreamExchange,
  event: FinishEvent,
  received: Bytes,
): ExchangeContribution {
  const contribution: ExchangeContribution = {
    exchange,
    status: exchange.status,
    answer: undefined,
    answered: false,
    failed: false,
    payloadOut: false,
    unseenBody: false,
    emptyList: false,
    truncated: event.cut ?? false,
    received,
  }
  if (stream.kind === 'beacon') {
    contribution.answered = true
    contribution.payloadOut = true
    countResult(stream.requests, contribution)
    addTo(stream.payloadOut, exchange.sent)
  } else if (exchange.streaming) endStreamed(session, stream, exchange, event)
  else if (event.outcome !== 'abort' || exchange.status > 0) countAnswer(session, stream, contribution, event, received)
  return contribution
}

/** Adds the bytes of the exchange that its stream has not counted yet. */
function weighFinished(
  stream: Stream,
  exchange: StreamExchange,
  event: FinishEvent,
  received: Bytes,
  news: boolean,
): void {
  const isBeacon = stream.kind === 'beacon'
  // The answer to a beacon is not shown to the page, but it comes.
  const answered = exchange.headAt !== undefined || exchange.status > 0 || isBeacon
  if (event.outcome === 'abort') {
    const bytes = breakOffBytes(stream.origin)
    addToRequest(exchange, bytes)
    addBytes(stream.bytes, bytes, 0)
  }
  beginWeight(exchange, {
    headBytes: answered ? responseHeadBytes(exchange.headerBytes, stream.origin) : 0,
    // A body that streams has been counted piece by piece.
    bodyBytes: exchange.streaming || isBeacon ? 0 : received,
    news,
  })
  weigh(stream, exchange)
}

function addToSamples(
  stream: Stream,
  { at, outcome }: FinishEvent,
  { answeredAt, received, contribution }: { answeredAt: Moment; received: Bytes; contribution: ExchangeContribution },
): void {
  const { exchange } = contribution
  const { start, status, sent, progress, afterInput, afterPush } = exchange
  addSample(stream.samples, {
    start,
    answeredAt,
    end: at,
    status,
    outcome,
    sent,
    received,
    news: contribution.answer === 'news',
    cameWhole: cameWhole(exchange, received, at),
    progress,
    afterInput,
    afterPush,
    contribution,
  })
}
