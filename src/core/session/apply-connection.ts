import { setBounded } from '../base/bounded-map.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import type { CloseEvent, ConnectEvent, OpenEvent } from '../event/connection-events.ts'
import { addStream, isFull } from '../group/channel.ts'
import { noteFailedSocket } from '../group/fallback.ts'
import { isReportedTwice, noteFirstReport } from '../group/reported-twice.ts'
import { connectionKey } from '../key/stream-key.ts'
import { protocolOf } from '../protocol/protocols.ts'
import { addBytes } from '../stream/parts/byte-ledger.ts'
import { agree, beginConnecting, endConnection, noteClose, noteOpen } from '../stream/parts/connection-life.ts'
import { beginDelivery } from '../stream/parts/deliveries.ts'
import { countHiddenRequest } from '../stream/parts/hidden-traffic.ts'
import { countFailure, countRequest } from '../stream/parts/requests.ts'
import { changed, noteTime, recognise, type Stream, type StreamAttempt, setStatus, touch } from '../stream/stream.ts'
import { weighAttempt } from '../stream/weigh.ts'
import { closeAttempt, createAttempt, noteHeads } from '../traffic/attempt.ts'
import { addOpenStreams, countOriginRequest, originOf } from '../traffic/origin.ts'
import { createPeer } from '../traffic/peer.ts'
import { expectLogOf } from '../traffic/reports.ts'
import { hiddenFor } from '../traffic/visibility.ts'
import { requestBytes, responseHeadBytes } from '../wire-size/http-bytes.ts'
import { closeBytes, handshakeBytes } from '../wire-size/websocket-bytes.ts'
import { joinLog } from './apply-network.ts'
import { countDropped } from './completeness.ts'
import { tellClosed } from './count-row.ts'
import { type Document, documentOf, knownDocument } from './document.ts'
import { noteEventSource } from './event-sources.ts'
import { addHearing } from './hearings.ts'
import { makeRoom } from './let-go.ts'
import type { Session } from './session.ts'

/** The page made a connection object. */
export function applyConnect(session: Session, event: ConnectEvent): void {
  const document = documentOf(session.documents, event.doc)
  if (document.connections.has(event.id)) return // reported again for a panel that came later
  if (isReportedTwice(session.reportedTwice, event, document.unhooked)) return
  const last = lastSocket(document, event)
  if (!last) {
    makeRoom(session)
    if (isFull(session.streams, document)) return countDropped(session.completeness)
  }
  const stream = last ?? addConnection(session, document, event)
  const { api, at, adopted = false } = event
  if (api === 'websocket') noteSocket(document, stream)
  if (last) setStatus(last, 'open')
  beginConnecting(stream.connection, event, at)
  if (adopted && api === 'eventsource') addOpenStreams(stream.origin, 1)
  if (api === 'webrtc') stream.peer = createPeer()
  else addRequest(stream, at)
  touch(stream, at)
  document.connections.set(event.id, stream)
  noteFirstReport(session.reportedTwice, stream, event.url)
  if (api === 'eventsource' && !document.unhooked) {
    noteEventSource(session.eventSources, stream)
    addHearing(session.hearings, event, stream)
  }
  if (adopted || (api !== 'websocket' && api !== 'eventsource')) return
  beginAttempt(session, stream, at)
}

/** Addresses of WebSockets that are remembered of a document, and sockets of each. */
const maxAddresses = 256
const maxSocketsOfAddress = 16
/** In this time a page connects again, however long it waits between two tries. */
const reconnectWithin: Milliseconds = 5 * 60_000

/** The socket in whose place this one is opened: it failed or was cut off, before any other one of its address. */
function lastSocket({ sockets }: Document, { api, url, at, adopted }: ConnectEvent): Stream | undefined {
  if (api !== 'websocket' || adopted) return undefined
  const ended = (sockets.get(connectionKey(api, url).key) ?? []).filter(
    ({ status, connection, lastAt }) =>
      status !== 'open' && connection.closes > 0 && !connection.closedByPage && at - lastAt <= reconnectWithin,
  )
  return ended.reduce<Stream | undefined>(
    (first, one) => (first && first.lastAt <= one.lastAt ? first : one),
    undefined,
  )
}

function noteSocket({ sockets }: Document, stream: Stream): void {
  const known = sockets.get(stream.key) ?? []
  if (known.includes(stream)) return
  setBounded(sockets, stream.key, [...known, stream].slice(-maxSocketsOfAddress), maxAddresses)
}

function addConnection(session: Session, document: Document, { api, url, id, at, doc }: ConnectEvent): Stream {
  const { key, pattern } = connectionKey(api, url)
  const isPeer = api === 'webrtc'
  return addStream(session.streams, document, api, at, {
    key,
    url: isPeer ? `webrtc:${id}` : pattern.includes('*') ? pattern : url,
    sampleUrl: url,
    method: 'GET',
    origin: originOf(session.origins, url, document.party),
    // Two peer connections have nothing in common; two sockets to one URL are a reconnect or a twin.
    channelKey: isPeer ? `webrtc ${doc}/${id}` : key,
  })
}

/** A connection is asked for. @param openAt when it was established, where only that and the time before are known */
function beginAttempt(session: Session, stream: Stream, asked: Moment, openAt?: Moment): void {
  const attempt: StreamAttempt = Object.assign(createAttempt(asked), { stream })
  stream.attempt = attempt
  if (stream.unhooked) return
  const log = expectLogOf(session.reports, attempt, { doc: stream.document.name, url: stream.sampleUrl }, asked, openAt)
  if (log) joinLog(session, attempt, log)
}

/** A connection is established; an EventSource is again after each reconnect. */
export function applyOpen(session: Session, event: OpenEvent): void {
  const stream = knownDocument(session.documents, event.doc)?.connections.get(event.id)
  if (!stream) return
  const { at, protocol = '', extensions = '' } = event
  changed(stream)
  if (stream.kind === 'websocket') {
    agree(stream.connection, protocol, extensions)
    const library = stream.protocol ?? protocolOf({ url: stream.sampleUrl, subprotocol: protocol })
    if (library) recognise(stream, library)
  }
  if (stream.connection.openedAt !== undefined) return // already open when it was first seen
  touch(stream, at)
  // Where the network log reports that a socket was opened and not when, `at` is when it was asked for: no time to connect is known.
  noteOpen(stream.connection, at, stream.firstAt)
  setStatus(stream, 'open')
  if (stream.kind === 'websocket') openSocket(session, stream, at)
  else if (stream.kind === 'eventsource') openEventSource(session, stream, at)
}

function openSocket(session: Session, stream: Stream, at: Moment): void {
  beginDelivery(stream.deliveries)
  const { subprotocol, extensions } = stream.connection
  addHeads(session, stream, at, handshakeBytes(stream.sampleUrl, stream.document.requester, subprotocol, extensions))
}

function openEventSource(session: Session, stream: Stream, at: Moment): void {
  const { origin, sampleUrl: url, document } = stream
  beginDelivery(stream.deliveries)
  if (stream.connection.opens > 1) addRequest(stream, at)
  addOpenStreams(origin, 1)
  countOriginRequest(origin)
  const up = requestBytes({ method: 'GET', url, sent: 0, kind: 'event-stream' }, document.requester, origin)
  addHeads(session, stream, at, { up, down: responseHeadBytes(undefined, origin) })
}

/** Counts a request that opens a connection. */
function addRequest(stream: Stream, at: Moment): void {
  countRequest(stream.requests, at)
  const time = hiddenFor(stream.document.visibility, at)
  if (time !== undefined) countHiddenRequest(stream.hidden, time, 0)
}

function addHeads(session: Session, stream: Stream, at: Moment, { up, down }: { up: Bytes; down: Bytes }): void {
  const last = stream.attempt
  if (!last || last.closedAt !== undefined) {
    // The connection is made again: it was asked for some time after the last one was cut off.
    const from = last?.closedAt ?? stream.firstAt
    beginAttempt(session, stream, Math.min(from, at - 1), at)
  }
  noteHeads(stream.attempt!, up, down)
  weighAttempt(stream.attempt!)
}

/** A connection ended or failed. */
export function applyClose(session: Session, event: CloseEvent): void {
  const document = knownDocument(session.documents, event.doc)
  const stream = document?.connections.get(event.id)
  if (!document || !stream) return
  const { at, by, clean = false, retrying = false } = event
  const { connection, kind } = stream
  if (kind === 'eventsource' && connection.openedAt !== undefined) addOpenStreams(stream.origin, -1)
  noteClose(connection, isBroken(stream, event), event)
  tellClosed(session, stream, at)
  endConnection(connection, at)
  noteTime(stream, at)
  if (stream.attempt) closeAttempt(stream.attempt, at)
  if (kind === 'websocket' && clean && connection.opens > 0) addClosing(stream, event)
  const neverOpened = connection.opens === 0 && !connection.adopted
  if (retrying) {
    if (neverOpened) countFailure(stream.requests)
    return
  }
  document.connections.delete(event.id)
  const wasOnItsWay = neverOpened && stream.peer?.tried === true
  const failed = by === 'error' || (neverOpened && by !== 'page') || wasOnItsWay || stream.status === 'failed'
  setStatus(stream, failed ? 'failed' : 'closed')
  if (!failed) return
  countFailure(stream.requests)
  noteFailedSocket(stream, at)
}

/** A server that says it is done (RFC 6455, 7.4.1) has not cut a socket off, and neither has the page. */
function isBroken({ kind }: Stream, { by, clean, code }: CloseEvent): boolean {
  return by !== 'page' && !(kind === 'websocket' && clean && code === 1000)
}

/** The closing frames: a code takes two octets and the reason the rest (RFC 6455, 5.5.1). 1005 stands for no code. */
function addClosing({ bytes }: Stream, { code = 1005, reason = '' }: CloseEvent): void {
  const payload = code === 1005 ? 0 : 2 + utf8Length(reason)
  addBytes(bytes, closeBytes.up + payload, closeBytes.down + payload)
}
