import { parseUrl } from '../base/parsed-url.ts'
import { addTo } from '../base/tally.ts'
import type { Bytes, Milliseconds } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { judge } from '../classify/judge.ts'
import { review } from '../classify/review.ts'
import { question } from '../content/signature.ts'
import type { CaptureEvent, FinishEvent, RequestEvent, ResponseEvent } from '../event/event.ts'
import { framingOf } from '../framing/decoders.ts'
import { addStream, shareChannel } from '../group/channel.ts'
import { mergeKeys } from '../group/merge.ts'
import { pollerOf, tellApart } from '../group/two-pollers.ts'
import { streamKey } from '../key/stream-key.ts'
import { Row } from '../stream/parts/message-log.ts'
import { addRow } from '../stream/parts/payload-budget.ts'
import { type Answer, type ExchangeSample, mostSamples, type Share } from '../stream/parts/sample.ts'
import { touch } from '../stream/parts/wake-ups.ts'
import { type Stream, streamOf } from '../stream/stream.ts'
import { forgetContents } from '../traffic/body.ts'
import { nearness } from '../traffic/cause.ts'
import { type Exchange, isFromNetwork } from '../traffic/exchange.ts'
import { settleBytes } from '../traffic/exchange-weight.ts'
import { hasStreamed, isDeclared } from '../traffic/streaming.ts'
import { breakOffBytes, requestBytes, responseHeadBytes } from '../wire-size/http-bytes.ts'
import { addAnswer, bodyBytes } from './answer.ts'
import { expectReports } from './apply-network.ts'
import { applyTiming, finishUnread } from './apply-timing.ts'
import { countCut } from './completeness.ts'
import { type DocumentFacts, documentOf, requesterOf } from './document.ts'
import { addOpen, oldestOpen, openExchange, removeOpen } from './open-exchanges.ts'
import type { Session } from './session.ts'
import { applyChunk, endStreamed, promote } from './streamed-body.ts'

type ExchangeEvent = Extract<CaptureEvent, { type: 'request' | 'response' | 'chunk' | 'finish' | 'timing' }>

/** Requests that may be open at once before the oldest is given up: far beyond any browser's limit. */
const mostExchanges = 20_000

/** HTTP exchanges, from the request to what it means for its stream. Called by `applyEvent` only. */
export function applyExchange(session: Session, event: ExchangeEvent): void {
  switch (event.type) {
    case 'request':
      return applyRequest(session, event)
    case 'timing':
      return applyTiming(session, event)
    default: {
      const exchange = openExchange(session, event.doc, event.id)
      const stream = exchange && streamOf(exchange)
      if (!stream) return // its request was lost, and counted where it was, or came before this session
      if (event.type === 'response') applyResponse(session, stream, exchange, event)
      else if (event.type === 'chunk') applyChunk(session, stream, exchange, event)
      else {
        // What was read in one go in the end may have come over a while.
        if (!exchange.streaming && hasStreamed(exchange, event.at)) promote(session, stream, exchange, true)
        applyFinish(session, streamOf(exchange), exchange, event)
      }
    }
  }
}

function applyRequest(session: Session, event: RequestEvent): void {
  if (openExchange(session, event.doc, event.id)) return // said twice
  finishUnread(session, event.at)
  const beacon = event.api === 'beacon'
  const { method, url, text, at } = event
  const facts = documentOf(session, event.doc)
  const request = { method: beacon ? `beacon ${method}` : method, url, body: text, at }
  const { key, pattern, cacheBusted, cursor, page, merged, session: shared, operation } = streamKey(facts.keys, request)
  for (const old of merged) mergeKeys(facts, old, key)
  const stream = pollerOf(facts, key, streamFor(session, facts, event, key, operation), event.at)
  if (shared !== undefined) shareChannel(session, stream, `${event.doc} ${parseUrl(url)?.origin} ${shared}`)
  // The pattern's stars are shown where a second request really differed.
  if (stream.url !== pattern && stream.sampleUrl !== event.url) stream.url = pattern
  touch(stream, event.at)
  stream.lastAsked = Math.max(stream.lastAsked, event.at)
  if (stream.status === 'closed') stream.status = 'open' // back from the back/forward cache
  stream.requests++
  const sent = event.sent ?? (event.text === undefined ? 0 : utf8Length(event.text))
  if (sent > 0) addSent(session, stream, event, sent)
  const { origin } = stream
  const requester = requesterOf(session, facts)
  const upBytes = requestBytes({ method, url, sent }, requester, origin) + sent
  stream.bytesUp += upBytes
  origin.requests++
  const exchange: Exchange = {
    stream,
    doc: event.doc,
    id: event.id,
    url: event.url,
    method: event.method,
    api: event.api,
    start: event.at,
    sent,
    upBytes,
    cursor,
    page,
    cacheBusted,
    // Where nothing of it changes, an address asks one thing.
    question: text === undefined && stream.url === url ? undefined : question(url, text),
    afterInput: nearness(facts.input, event.at),
    afterPush: nearness(facts.push, event.at),
    status: 0,
    contentType: '',
    headAt: undefined,
    contentLength: undefined,
    headerBytes: undefined,
    framing: 'unknown',
    streaming: false,
    body: undefined,
    timing: undefined,
    networkLog: undefined,
    weight: undefined,
  }
  addOpen(session, exchange)
  addPending(stream, exchange)
  if (!facts.unhooked) expectReports(session, exchange)
  if (session.open > mostExchanges) giveUpOldest(session, event.at)
}

function streamFor(
  session: Session,
  { byKey }: DocumentFacts,
  event: RequestEvent,
  key: string,
  operation: string,
): Stream {
  let stream = byKey.get(key)
  if (!stream) {
    const names = { key, url: event.url, sampleUrl: event.url, method: event.method, operation }
    stream = addStream(session, event.api === 'beacon' ? 'beacon' : 'exchanges', event.at, event.doc, names)
    byKey.set(key, stream)
  }
  return stream
}

function addSent(session: Session, stream: Stream, event: RequestEvent, sent: number): void {
  addTo(stream.out, sent)
  if (event.cut) countCut(session, stream)
  addRow(session, stream, {
    at: event.at,
    bytes: sent,
    bits: Row.out | (event.data === undefined ? 0 : Row.binary) | (event.cut ? Row.cut : 0),
    payload: event.text ?? event.data,
  })
}

function giveUpOldest(session: Session, at: number): void {
  const oldest = oldestOpen(session)
  if (oldest) applyExchange(session, { type: 'finish', at, doc: oldest.doc, id: oldest.id, outcome: 'abort' })
}

/** Notes a request under way. The set keeps the order, so its first entry is the oldest. */
export function addPending(stream: Stream, exchange: Exchange): void {
  stream.underWay.add(exchange)
  stream.pending = stream.underWay.size
  stream.pendingSince ??= exchange.start
}

/** The opposite, when it is over or belongs to another stream. */
export function removePending(stream: Stream, exchange: Exchange): void {
  stream.underWay.delete(exchange)
  stream.pending = stream.underWay.size
  const [oldest] = stream.underWay
  stream.pendingSince = oldest?.start
}

function applyResponse(session: Session, stream: Stream, exchange: Exchange, event: ResponseEvent): void {
  if (exchange.headAt !== undefined) return // said twice
  exchange.headAt = event.at
  exchange.status = event.status
  exchange.contentType = event.contentType ?? ''
  const declared = framingOf(event.contentType)
  exchange.framing = declared === 'unknown' ? (stream.protocol?.framing?.(exchange.url) ?? declared) : declared
  exchange.headerBytes = event.headerBytes
  if (!event.encoding || event.encoding === 'identity') exchange.contentLength = event.length
  touch(stream, event.at)
  if (stream.contentTypes.size < 8) stream.contentTypes.add(exchange.contentType)
  // An event stream says by its type alone that it will go on, and so does what a library streams; of an error page nothing is to
  // be expected.
  const goesOn = exchange.framing === 'event-stream' || exchange.framing === 'lines'
  if (goesOn && isDeclared(exchange)) promote(session, stream, exchange, declared !== 'unknown')
}

function applyFinish(session: Session, stream: Stream, exchange: Exchange, event: FinishEvent): void {
  const end = event.at
  removeOpen(session, exchange)
  session.unread.delete(exchange)
  touch(stream, end)
  removePending(stream, exchange)
  stream.heldMs += Math.max(0, end - exchange.start)
  if (event.cut) countCut(session, stream)
  const { origin } = stream
  if (exchange.headAt !== undefined) {
    const wait = exchange.headAt - exchange.start
    const { timing: network, networkLog: log } = exchange
    if (!network?.cached && !log?.cached && !exchange.streaming)
      origin.fastestByHook = Math.min(origin.fastestByHook, wait)
    if (network && isFromNetwork(network)) origin.fastestByTiming = Math.min(origin.fastestByTiming, wait)
  }
  const body = bodyBytes(exchange, event)
  const answeredAt = whenAnswered(exchange, event, body)
  if (exchange.headAt !== undefined) stream.longestWait = Math.max(stream.longestWait, answeredAt - exchange.start)
  const { responses, failures, updates, unseenBodies, emptyLists, said } = stream
  const saidBefore = said.count
  let answer: Answer | undefined
  if (stream.kind === 'beacon') {
    stream.responses++
    addTo(stream.said, exchange.sent)
  } else if (exchange.streaming) endStreamed(session, stream, exchange, event)
  else if (event.outcome !== 'abort' || exchange.status > 0) answer = addAnswer(session, stream, exchange, event, body)
  // The exchange stays known for a while; what it was read from need not.
  if (exchange.body) forgetContents(exchange.body)
  // The answer to a beacon is not shown to the page, but it comes.
  const answered = exchange.headAt !== undefined || exchange.status > 0 || stream.kind === 'beacon'
  if (event.outcome === 'abort') {
    exchange.upBytes += breakOffBytes(origin)
    stream.bytesUp += breakOffBytes(origin)
  }
  const news = answer === 'news'
  const headBytes = answered ? responseHeadBytes(exchange.headerBytes, origin) : 0
  settleBytes(stream, exchange, {
    headBytes,
    // What streamed has been counted piece by piece.
    bodyBytes: exchange.streaming || stream.kind === 'beacon' ? 0 : body,
    news,
  })
  const share: Share = {
    exchange,
    answer,
    responses: stream.responses - responses,
    failures: stream.failures - failures,
    updates: stream.updates - updates,
    said: said.count - saidBefore,
    unseenBodies: stream.unseenBodies - unseenBodies,
    emptyLists: stream.emptyLists - emptyLists,
    truncated: event.cut ? 1 : 0,
  }
  addSample(stream, exchange, event, { answeredAt: answeredAt, received: body, news, share })
  if (review(session, stream, end, judge)) tellApart(session, stream)
}

/** What is longer than this takes time to come; of less it is the server that takes it, whether or not it has sent its head before. */
const smallBody: Bytes = 16_384

/** When the server had something to say. */
function whenAnswered(
  { headAt: header, streaming, timing: network }: Exchange,
  { at }: FinishEvent,
  body: Bytes,
): Milliseconds {
  if (header === undefined) return at
  if (streaming || body > smallBody) return header
  // The page may read it later.
  return Math.max(header, Math.min(at, network?.end ?? at))
}

function addSample(
  stream: Stream,
  exchange: Exchange,
  event: FinishEvent,
  { answeredAt: header, received, news, share }: Pick<ExchangeSample, 'answeredAt' | 'received' | 'news' | 'share'>,
): void {
  const sample: ExchangeSample = {
    start: exchange.start,
    answeredAt: header,
    end: event.at,
    status: exchange.status,
    outcome: event.outcome,
    sent: exchange.sent,
    received,
    news,
    cacheBusted: exchange.cacheBusted,
    page: exchange.page,
    cursor: exchange.cursor,
    afterInput: exchange.afterInput,
    afterPush: exchange.afterPush,
    share,
  }
  stream.samples.push(sample)
  if (stream.samples.length > mostSamples) stream.samples.shift()
}
