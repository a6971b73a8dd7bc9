import { parseUrl } from '../base/parsed-url.ts'
import { addTo } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { questionFingerprint } from '../content/signature.ts'
import type { Initiator, RequestEvent } from '../event/event.ts'
import { addStream, isFull, joinBySession, lookForLibrary } from '../group/channel.ts'
import { divide } from '../group/divide.ts'
import { mergeKeys } from '../group/merge.ts'
import { assignPoller } from '../group/two-pollers.ts'
import { loadKey } from '../key/load-key.ts'
import { type StreamKey, streamKey } from '../key/stream-key.ts'
import { addBytes } from '../stream/parts/byte-ledger.ts'
import { countHiddenRequest } from '../stream/parts/hidden-traffic.ts'
import { Row } from '../stream/parts/message-log.ts'
import { addInFlight, countRequest } from '../stream/parts/requests.ts'
import { type Stream, type StreamExchange, setStatus, showUrl, touch } from '../stream/stream.ts'
import { nearness } from '../traffic/cause.ts'
import { countOriginRequest, originOf } from '../traffic/origin.ts'
import { expectReports } from '../traffic/reports.ts'
import { hiddenFor } from '../traffic/visibility.ts'
import { requestBytes } from '../wire-size/http-bytes.ts'
import { joinLog } from './apply-network.ts'
import { countCut, countDropped } from './completeness.ts'
import { countRow } from './count-row.ts'
import { type Document, documentOf } from './document.ts'
import { giveUp } from './finish-exchange.ts'
import { inFlightExchange, trackRequest } from './in-flight.ts'
import { joinTiming } from './join-timing.ts'
import { makeRoom } from './let-go.ts'
import type { Session } from './session.ts'

/** An HTTP request left the page's hands. */
export function applyRequest(session: Session, event: RequestEvent): void {
  if (inFlightExchange(session, event.doc, event.id)) return // reported twice
  const { unhooked } = documentOf(session.documents, event.doc)
  // What the elements of a hooked document load is known from its resource timing.
  const initiator = unhooked ? event.initiator : undefined
  const exchange = beginExchange(session, event, initiator)
  if (!exchange) return countDropped(session.completeness)
  // No script reads what an element loads.
  if (initiator) exchange.unread = true
  if (unhooked) return

  // Expect: the other reports of this request, one of which may have come first.
  const { log, timing } = expectReports(session.reports, exchange)
  if (log) joinLog(session, exchange, log)
  if (timing) joinTiming(session, exchange, timing)
}

/**
 * Begins an exchange of the stream that asks.
 * @param initiator what loads it, where that is an element
 * @returns undefined where there are too many streams for another one
 */
export function beginExchange(
  session: Session,
  event: RequestEvent,
  initiator?: Initiator,
): StreamExchange | undefined {
  const document = documentOf(session.documents, event.doc)

  // Group: which stream asks?
  const key = initiator ? loadKey(initiator, event.url) : keyOf(document, event)
  for (const { from, to } of key.replaced) mergeKeys(document.byKey, from, to)
  if (key.divided) divide(session.streams, document.byKey, key.divided.from, key.divided.ownKey)
  const found = streamFor(session, document, event, key, initiator)
  if (!found) return undefined
  const stream = assignPoller(document.byKey, key.key, found, event.at)
  if (key.librarySession !== undefined)
    joinBySession(session.streams, stream, `${document.name} ${parseUrl(event.url)?.origin} ${key.librarySession}`)
  lookForLibrary(stream, event.url)
  // Show `*` only once a second, different URL was requested.
  if (stream.url !== key.pattern && stream.sampleUrl !== event.url) showUrl(stream, key.pattern)

  // Assemble.
  const sent = event.sent ?? (event.text === undefined ? 0 : utf8Length(event.text))
  const exchange = createExchange(document, stream, event, key, sent)

  // Count.
  touch(stream, event.at)
  if (stream.status === 'closed') setStatus(stream, 'open') // back from the back/forward cache
  countRequest(stream.requests, event.at)
  if (exchange.hiddenFor !== undefined) countHiddenRequest(stream.hidden, exchange.hiddenFor, sent)
  if (sent > 0) addSent(session, exchange, event)
  addBytes(stream.bytes, exchange.upBytes, 0)
  addInFlight(stream.requests, exchange)

  const tooOld = trackRequest(session, exchange)
  if (tooOld) giveUp(session, tooOld, event.at)
  return exchange
}

function keyOf({ keys }: Document, { api, method, url, text, operation, at }: RequestEvent): StreamKey {
  return streamKey(keys, { method: api === 'beacon' ? `beacon ${method}` : method, url, body: text, operation, at })
}

/** The stream of this key, made where there is none; undefined where there are too many. */
function streamFor(
  session: Session,
  document: Document,
  { api, at, url, method }: RequestEvent,
  { key, operation }: StreamKey,
  initiator: Initiator | undefined,
): Stream | undefined {
  const known = document.byKey.get(key)
  if (known) return known
  makeRoom(session)
  if (isFull(session.streams, document)) return undefined
  const origin = originOf(session.origins, url, document.party)
  const names = { key, url, sampleUrl: url, method, operation, initiator, origin }
  const stream = addStream(session.streams, document, api === 'beacon' ? 'beacon' : 'exchanges', at, names)
  document.byKey.set(key, stream)
  return stream
}

function createExchange(
  { requester, input, push, visibility }: Document,
  stream: Stream,
  { doc, id, url, method, at, text }: RequestEvent,
  { progress, shape }: StreamKey,
  sent: Bytes,
): StreamExchange {
  const { origin } = stream
  const upBytes = requestBytes({ method, url, sent }, requester, origin) + sent
  countOriginRequest(origin)
  return {
    stream,
    doc,
    id,
    url,
    method,
    start: at,
    sent,
    upBytes,
    progress,
    shape,
    // A URL without changing parts always asks the same question: no fingerprint needed.
    question: text === undefined && stream.url === url ? undefined : questionFingerprint(url, text),
    afterInput: nearness(input, at),
    afterPush: nearness(push, at),
    hiddenFor: hiddenFor(visibility, at),
    status: 0,
    contentType: '',
    headAt: undefined,
    contentLength: undefined,
    headerBytes: undefined,
    framing: 'unknown',
    streaming: false,
    unread: false,
    body: undefined,
    timing: undefined,
    networkLog: undefined,
    weight: undefined,
  }
}

function addSent(session: Session, exchange: StreamExchange, event: RequestEvent): void {
  const { stream, sent } = exchange
  addTo(stream.out, sent)
  if (event.cut) countCut(session.completeness, stream, event.text !== undefined || event.data !== undefined)
  countRow(
    session,
    stream,
    {
      at: event.at,
      bytes: sent,
      bits: Row.out | (event.data === undefined ? 0 : Row.binary) | (event.cut ? Row.cut : 0),
      payload: event.text ?? event.data,
    },
    { exchange },
  )
}
