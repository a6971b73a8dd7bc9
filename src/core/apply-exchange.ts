import { bodySignature } from './body-signature.ts'
import { coverage, isAfter, noteCause } from './cause.ts'
import { chunkFramingBytes, exchangeHeadBytes } from './cost/http-bytes.ts'
import { fromBase64 } from './decode/base64.ts'
import type { Decoded } from './decode/decoder.ts'
import { decoders, framingOf } from './decode/decoders.ts'
import { isEmptyAnswer } from './empty-answer.ts'
import type { CaptureEvent, ChunkEvent, FinishEvent, RequestEvent, ResponseEvent, TimingEvent } from './event.ts'
import type { Exchange, ExchangeSample } from './exchange.ts'
import { Row } from './message-log.ts'
import { isHeartbeat } from './protocol.ts'
import { addRow, addStream, documentOf, originOf, roundTrip, type Session } from './session.ts'
import { addTo, addWaste, type Stream, touch, type WasteReason } from './stream.ts'
import { streamKey } from './stream-key.ts'
import type { Bytes, Milliseconds } from './units.ts'
import { utf8Length } from './utf8.ts'

type ExchangeEvent = Extract<CaptureEvent, { type: 'request' | 'response' | 'chunk' | 'finish' | 'timing' }>

/** Requests that may be open at once before the oldest is given up: far beyond any browser's limit. */
const mostExchanges = 20_000
/** Finished exchanges that still wait for their resource timing. */
const mostRecent = 256
/** Exchanges that the rules look at; older ones live on in the totals. */
const mostSamples = 64
/** Pieces of a body kept while it is not yet known whether it streams. */
const mostHeld = 64
/** The page has this long to read a body that the network has finished, before the exchange counts as over. */
const readWithin: Milliseconds = 2000

/** HTTP exchanges, from the request to what it means for its stream. Called by `applyEvent` only. */
export function applyExchange(session: Session, event: ExchangeEvent): void {
  switch (event.type) {
    case 'request':
      return applyRequest(session, event)
    case 'timing':
      return applyTiming(session, event)
    default: {
      const exchange = session.exchanges.get(`${event.doc}/${event.id}`)
      const stream = exchange && streamOf(session, exchange)
      if (!stream) return // its request was lost, which has been counted already
      if (event.type === 'response') applyResponse(session, stream, exchange, event)
      else if (event.type === 'chunk') applyChunk(session, stream, exchange, event)
      else applyFinish(session, stream, exchange, event)
    }
  }
}

const streamOf = (session: Session, exchange: Exchange) => session.streams[Number(exchange.streamId.slice(1)) - 1]

function applyRequest(session: Session, event: RequestEvent): void {
  const { key, pattern, cacheBusted, cursor } = streamKey(event.method, event.url, event.text)
  const beacon = event.api === 'beacon'
  const byKey = `${event.doc} ${beacon ? 'beacon ' : ''}${key}`
  finishUnread(session, event.at)
  let stream = session.byKey.get(byKey)
  if (!stream) {
    const names = {
      key,
      url: event.url,
      sampleUrl: event.url,
      method: event.method,
    }
    stream = addStream(session, beacon ? 'beacon' : 'exchanges', event.at, event.doc, names)
    session.byKey.set(byKey, stream)
  }
  // The pattern's stars are shown where a second request really differed.
  if (stream.url !== pattern && stream.sampleUrl !== event.url) stream.url = pattern
  touch(stream, event.at)
  stream.requests++
  stream.pending++
  stream.pendingSince ??= event.at
  const sent = event.sent ?? (event.text === undefined ? 0 : utf8Length(event.text))
  const origin = originOf(session, event.url)
  const facts = documentOf(session, event.doc)
  if (sent > 0) {
    addTo(stream.out, sent)
    addRow(session, stream, {
      at: event.at,
      bytes: sent,
      bits: Row.out | (event.data === undefined ? 0 : Row.binary) | (event.cut ? Row.cut : 0),
      payload: event.text ?? event.data,
    })
  }
  const heads = exchangeHeadBytes(
    { method: event.method, url: event.url, sent },
    undefined,
    { userAgent: facts.userAgent || session.userAgent, referrer: facts.url },
    origin,
  )
  stream.bytesUp += heads.up + sent
  origin.requests++
  const flow = `${event.doc}/${event.id}`
  session.exchanges.set(flow, {
    streamId: stream.id,
    doc: event.doc,
    id: event.id,
    url: event.url,
    method: event.method,
    api: event.api,
    start: event.at,
    sent,
    cursor,
    cacheBusted,
    afterInput: isAfter(facts.input, event.at),
    afterPush: isAfter(facts.push, event.at),
    status: 0,
    contentType: '',
    header: undefined,
    announced: undefined,
    headerBytes: undefined,
    framing: 'unknown',
    streaming: false,
    decoder: undefined,
    utf8: undefined,
    received: 0,
    chunks: 0,
    lastChunk: event.at,
    silences: 0,
    silentFor: 0,
    held: [],
    network: undefined,
  })
  if (session.exchanges.size > mostExchanges) {
    const [oldest] = session.exchanges.values()
    applyExchange(session, {
      type: 'finish',
      at: event.at,
      doc: oldest!.doc,
      id: oldest!.id,
      outcome: 'abort',
    })
  }
}

function applyResponse(session: Session, stream: Stream, exchange: Exchange, event: ResponseEvent): void {
  exchange.header = event.at
  exchange.lastChunk = event.at
  exchange.status = event.status
  exchange.contentType = event.contentType ?? ''
  exchange.framing = framingOf(event.contentType)
  exchange.headerBytes = event.headerBytes
  if (!event.encoding || event.encoding === 'identity') exchange.announced = event.length
  touch(stream, event.at)
  if (stream.contentTypes.size < 8) stream.contentTypes.add(exchange.contentType)
  // Success with a streaming type: messages are counted as they come. An error page of the same type is not a stream.
  const streams = exchange.framing !== 'unknown' && event.status >= 200 && event.status < 300
  if (streams) promote(session, stream, exchange, true)
}

/** From now on the body's messages are counted one by one, in a stream of their own if the key has plain answers too. */
function promote(session: Session, from: Stream, exchange: Exchange, declared: boolean): Stream {
  let stream = from
  if (from.kind !== 'streamed') {
    const byKey = `${exchange.doc} ${from.key} (streamed)`
    const known = session.byKey.get(byKey)
    if (known || from.responses > 0) {
      const names = {
        key: from.key,
        url: from.url,
        sampleUrl: exchange.url,
        method: exchange.method,
      }
      stream = known ?? addStream(session, 'streamed', exchange.start, exchange.doc, names)
      moveRequest(from, stream, exchange)
    }
    stream.kind = 'streamed'
    session.byKey.set(byKey, stream)
    // The plain key starts afresh: its next answer may be of another kind.
    if (stream === from) session.byKey.delete(`${exchange.doc} ${from.key}`)
  }
  stream.streamed ??= {
    declared,
    chunks: 0,
    silences: 0,
    bodies: 0,
    open: 0,
    ended: 0,
  }
  stream.streamed.declared ||= declared
  stream.contentTypes.add(exchange.contentType)
  stream.streamed.bodies++
  stream.streamed.open++
  stream.opens++
  stream.status = 'open'
  exchange.streamId = stream.id
  exchange.streaming = true
  exchange.decoder = decoders[exchange.framing]()
  for (const piece of exchange.held) feed(session, stream, exchange, piece.at, piece.text ?? '', piece.bytes)
  exchange.held = []
  return stream
}

function moveRequest(from: Stream, to: Stream, exchange: Exchange): void {
  from.requests--
  from.pending--
  if (from.pending === 0) from.pendingSince = undefined
  to.requests++
  to.pending++
  to.pendingSince ??= exchange.start
  if (exchange.sent > 0) {
    from.out.count--
    from.out.bytes -= exchange.sent
    addTo(to.out, exchange.sent)
  }
  from.revision++
  to.revision++
}

function applyChunk(session: Session, stream: Stream, exchange: Exchange, event: ChunkEvent): void {
  touch(stream, event.at)
  const silence = event.at - exchange.lastChunk
  if (silence > Math.max(250, 3 * roundTrip(session, exchange.url))) {
    exchange.silences++
    exchange.silentFor += silence
  }
  exchange.lastChunk = event.at
  exchange.chunks++
  exchange.received += event.bytes
  const text = chunkText(exchange, event)
  if (event.cut || (event.bytes > 0 && text === undefined)) {
    stream.truncated++
    session.truncated++
  }
  if (exchange.streaming) return feed(session, stream, exchange, event.at, text ?? '', event.bytes)
  if (exchange.held.length < mostHeld) exchange.held.push({ at: event.at, bytes: event.bytes, text })
  if (looksStreamed(exchange, event.at)) promote(session, stream, exchange, false)
}

/** A body that pauses and goes on is a stream, unless it is a download that merely stalls. */
function looksStreamed(exchange: Exchange, at: Milliseconds): boolean {
  const open = at - (exchange.header ?? exchange.start)
  if (/^(video|audio|image|font)\//.test(exchange.contentType) || exchange.status === 206) return false
  if (exchange.announced !== undefined && exchange.silentFor < open / 2) return false
  return exchange.silences >= 2 || (exchange.silences >= 1 && open >= 10_000)
}

function chunkText(exchange: Exchange, event: ChunkEvent): string | undefined {
  if (event.text !== undefined) return event.text
  if (event.data === undefined) return undefined
  exchange.utf8 ??= new TextDecoder()
  return exchange.utf8.decode(fromBase64(event.data), { stream: true })
}

function feed(
  session: Session,
  stream: Stream,
  exchange: Exchange,
  at: Milliseconds,
  text: string,
  bytes: Bytes,
): void {
  stream.streamed!.chunks++
  stream.bytesDown += bytes + chunkFramingBytes(bytes, originOf(session, exchange.url).protocol)
  noteCause(documentOf(session, stream.doc).push, at)
  for (const message of exchange.decoder!.feed(text)) addStreamed(session, stream, at, message)
}

function addStreamed(session: Session, stream: Stream, at: Milliseconds, message: Decoded): void {
  const bytes = utf8Length(message.text)
  const idle = isHeartbeat(message.text, stream.protocol)
  addTo(stream.in, bytes)
  if (idle) addWaste(stream, 'heartbeat')
  else {
    stream.updates++
    stream.usefulBytes += bytes
  }
  addRow(session, stream, {
    at,
    bytes,
    bits: (idle ? Row.wasted : 0) | (message.problem ? Row.failed : 0),
    payload: message.text,
    name: message.name,
  })
}

function applyFinish(session: Session, stream: Stream, exchange: Exchange, event: FinishEvent): void {
  session.exchanges.delete(`${exchange.doc}/${exchange.id}`)
  const end = event.at
  touch(stream, end)
  stream.pending--
  stream.pendingSince = stream.pending > 0 ? oldestPending(session, stream) : undefined
  stream.heldMs += Math.max(0, end - exchange.start)
  if (exchange.header !== undefined) stream.longestWait = Math.max(stream.longestWait, exchange.header - exchange.start)
  const facts = documentOf(session, exchange.doc)
  const origin = originOf(session, exchange.url)
  const cached = exchange.network?.cached ?? false
  // The answer to a beacon is not shown to the page, but it comes.
  if (exchange.header !== undefined || exchange.status > 0 || stream.kind === 'beacon') {
    const requester = { userAgent: facts.userAgent, referrer: facts.url }
    stream.bytesDown += exchangeHeadBytes(exchange, exchange.headerBytes, requester, origin).down
  }
  if (exchange.header !== undefined && !cached && !exchange.streaming)
    origin.fastest = Math.min(origin.fastest, exchange.header - exchange.start)
  const body = bodyBytes(exchange, event)
  let news = false
  if (stream.kind === 'beacon') {
    stream.responses++
    stream.usefulBytes += exchange.sent
  } else if (exchange.streaming) endStreamed(session, stream, exchange, event)
  else if (event.outcome !== 'abort' || exchange.status > 0) {
    news = addAnswer(session, stream, exchange, event, body)
    stream.bytesDown += exchange.network?.encoded || body
  }
  stream.samples.push({
    start: exchange.start,
    header: exchange.header ?? end,
    end,
    status: exchange.status,
    outcome: event.outcome,
    sent: exchange.sent,
    received: body,
    news,
    cacheBusted: exchange.cacheBusted,
    cursor: exchange.cursor,
    afterInput: exchange.afterInput,
    afterPush: exchange.afterPush,
    inputCoverage: coverage(facts.input, end),
    pushCoverage: coverage(facts.push, end),
  } satisfies ExchangeSample)
  if (stream.samples.length > mostSamples) stream.samples.shift()
  session.recent.push({
    doc: exchange.doc,
    url: exchange.url,
    start: exchange.start,
    stream,
    body,
  })
  if (session.recent.length > mostRecent) session.recent.shift()
}

/**
 * Size of a body, decoded: as read; else as the network or the header told; else that of the text that was written anew from
 * parsed JSON, until the resource timing corrects it.
 */
function bodyBytes(exchange: Exchange, event: FinishEvent): Bytes {
  const told = event.bytes ?? (exchange.network?.decoded || exchange.announced)
  if (told !== undefined) return told
  return event.text !== undefined && !event.cut ? utf8Length(event.text) : exchange.received
}

function endStreamed(session: Session, stream: Stream, exchange: Exchange, event: FinishEvent): void {
  for (const message of exchange.decoder!.end()) addStreamed(session, stream, event.at, message)
  const streamed = stream.streamed!
  streamed.open--
  streamed.silences += exchange.silences
  if (event.outcome === 'ok') streamed.ended++
  if (event.outcome === 'error' || event.outcome === 'timeout') stream.failures++
  stream.responses++
  if (streamed.open === 0) stream.status = event.outcome === 'error' ? 'failed' : 'closed'
}

/** Counts one whole answer and decides whether it was news. */
function addAnswer(session: Session, stream: Stream, exchange: Exchange, event: FinishEvent, body: Bytes): boolean {
  const failed = event.outcome !== 'ok' || exchange.status >= 400
  if (failed) stream.failures++
  if (exchange.status > 0) {
    stream.responses++
    addTo(stream.in, body)
  }
  const text = event.text ?? heldText(exchange)
  const waste = wasteReason(stream, exchange, text, event.cut ?? false, body, failed)
  if (waste) addWaste(stream, waste)
  else {
    if (!isAcknowledgement(exchange, body)) stream.updates++
    stream.usefulBytes += body + exchange.sent
    if (text === undefined && body > 0) stream.unseenBodies++
  }
  addRow(session, stream, {
    at: event.at,
    bytes: body,
    bits: Row.exchange | (waste ? Row.wasted : 0) | (failed ? Row.failed : 0) | (event.cut ? Row.cut : 0),
    code: exchange.status,
    took: event.at - exchange.start,
    payload: text,
  })
  return waste === undefined
}

/** A body that was read piece by piece but did not stream. */
function heldText(exchange: Exchange): string | undefined {
  if (exchange.held.length === 0 || exchange.held.length < exchange.chunks) return undefined
  return exchange.held.map((piece) => piece.text ?? '').join('')
}

/** The answer to a message that the page sent up: no news, and no waste either. */
const isAcknowledgement = (exchange: Exchange, body: Bytes) =>
  exchange.sent > 0 && (body === 0 || exchange.status === 204 || exchange.status === 202 || body <= 2)

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
  if (isAcknowledgement(exchange, body)) return undefined
  if (exchange.status === 204 || exchange.status === 205) return 'no-content'
  if (body === 0 && text === '') return 'empty'
  if (text === undefined) return undefined
  if (isHeartbeat(text, stream.protocol)) return 'no-op'
  if (isEmptyAnswer(text)) return 'empty'
  const signature = bodySignature(text, cut ? body : text.length)
  if (signature === stream.lastSignature) return 'same'
  stream.lastSignature = signature
  return undefined
}

/** Oldest request of a stream that is still under way; only looked for when one has just ended. */
function oldestPending(session: Session, stream: Stream): Milliseconds | undefined {
  for (const exchange of session.exchanges.values()) if (exchange.streamId === stream.id) return exchange.start
  return undefined
}

// The browser's clock for `startTime` and the moment the hook was called lie this close together.
const sameStart: Milliseconds = 60

function applyTiming(session: Session, event: TimingEvent): void {
  const origin = originOf(session, event.url)
  if (event.protocol) origin.protocol = event.protocol
  if (event.asked !== undefined && event.first > event.asked && !event.cached)
    origin.fastest = Math.min(origin.fastest, event.first - event.asked)
  const belongs = (one: { doc: string; url: string; start: Milliseconds }) =>
    one.doc === event.doc && one.url === event.url && Math.abs(one.start - event.start) <= sameStart
  for (const exchange of session.exchanges.values())
    if (!exchange.network && belongs(exchange)) {
      exchange.network = {
        end: event.end,
        decoded: event.decoded,
        encoded: event.encoded,
        cached: event.cached ?? false,
      }
      if (event.status) exchange.status ||= event.status
      return finishUnread(session, event.at)
    }
  const at = session.recent.findIndex(belongs)
  if (at < 0) return
  const [finished] = session.recent.splice(at, 1)
  // What was taken for its plain size went compressed, or its size was only an estimate.
  if (event.encoded > 0) {
    finished!.stream.bytesDown += event.encoded - finished!.body
    finished!.stream.revision++
  }
}

/** Ends exchanges whose answer is complete on the network but whose body the page does not read. */
function finishUnread(session: Session, now: Milliseconds): void {
  for (const exchange of session.exchanges.values()) {
    if (!exchange.network || exchange.streaming) continue
    const { end, decoded } = exchange.network
    if (now - end < readWithin) continue
    const { doc, id } = exchange
    applyExchange(session, {
      type: 'finish',
      at: end,
      doc,
      id,
      outcome: 'ok',
      bytes: decoded,
    })
  }
}
