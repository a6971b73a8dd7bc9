import { addTo, emptyTally } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import { utf8Length } from '../base/utf8.ts'
import { answersHeartbeat, isHeartbeatName } from '../content/heartbeat.ts'
import { noteLikeness } from '../content/likeness.ts'
import type { CaptureEvent, CloseEvent, ConnectEvent, MessageEvent, MessagesEvent, OpenEvent } from '../event/event.ts'
import { eachMessage } from '../event/message-columns.ts'
import { addStream } from '../group/channel.ts'
import { noteFailedSocket } from '../group/fallback.ts'
import { isToldTwice, noteTeller } from '../group/twice-told.ts'
import { connectionKey } from '../key/stream-key.ts'
import { isHeartbeat } from '../protocol/heartbeat.ts'
import { protocolOf } from '../protocol/protocols.ts'
import { Row } from '../stream/parts/message-log.ts'
import { addRow } from '../stream/parts/payload-budget.ts'
import { touch } from '../stream/parts/wake-ups.ts'
import { addWaste, type Stream } from '../stream/stream.ts'
import { addUpdate } from '../stream/update.ts'
import { addToBody, createAttempt, weighAttempt } from '../traffic/attempt.ts'
import { noteCause } from '../traffic/cause.ts'
import { requestBytes, responseHeadBytes } from '../wire-size/http-bytes.ts'
import { eventBytes } from '../wire-size/sse-bytes.ts'
import { dataChannelMessageBytes } from '../wire-size/webrtc-bytes.ts'
import { closeBytes, frameHeaderBytes, handshakeBytes } from '../wire-size/websocket-bytes.ts'
import { expectLogOf, noteSource } from './apply-network.ts'
import { weighPeer } from './apply-peer.ts'
import { countCut } from './completeness.ts'
import { documentOf, requesterOf } from './document.ts'
import type { Session } from './session.ts'

type ConnectionEvent = Extract<CaptureEvent, { type: 'connect' | 'open' | 'message' | 'messages' | 'close' }>

/** WebSocket, EventSource, WebTransport and peer connections. Called by `applyEvent` only. */
export function applyConnection(session: Session, event: ConnectionEvent): void {
  if (event.type === 'connect') return applyConnect(session, event)
  const stream = session.documents.get(event.doc)?.byFlow.get(event.id)
  if (!stream) return countUnknown(session, event)
  if (event.type === 'open') applyOpen(session, stream, event)
  else if (event.type === 'message') applyMessage(session, stream, event)
  else if (event.type === 'messages') applyMessages(session, stream, event)
  else applyClose(session, stream, event)
  stream.revision++
}

/** Its start was lost, and with that whatever is said of it; unless it is another's telling of what is known. */
function countUnknown(session: Session, event: ConnectionEvent): void {
  if (session.sockets.dropped.has(`${event.doc}/${event.id}`)) return
  if (event.type === 'message') session.dropped++
  else if (event.type === 'messages') session.dropped += event.count
}

function applyConnect(session: Session, event: ConnectEvent): void {
  const { unhooked, byFlow } = documentOf(session, event.doc)
  if (byFlow.has(event.id)) return // said again for a panel that came later
  if (isToldTwice(session.sockets, event, unhooked)) return
  const { key, pattern } = connectionKey(event.api, event.url)
  const peer = event.api === 'webrtc'
  const url = peer ? `webrtc:${event.id}` : pattern.includes('*') ? pattern : event.url
  const stream = addStream(session, event.api, event.at, event.doc, {
    key,
    url,
    sampleUrl: event.url,
    method: 'GET',
    // Two peer connections have nothing in common; two sockets to one URL are a reconnect or a twin.
    channelKey: peer ? `webrtc ${event.doc}/${event.id}` : key,
  })
  stream.subprotocol = event.protocols ?? ''
  stream.adopted = event.adopted ?? false
  stream.unseen = event.unseen ?? false
  stream.requests = peer ? 0 : 1
  if (stream.adopted) {
    stream.openedAt = event.at
    if (event.api === 'eventsource') stream.origin.openStreams++
  }
  if (peer)
    stream.peer = {
      connection: 'new',
      ice: 'new',
      signaling: 'stable',
      candidates: {},
      channels: new Map(),
      modelledUp: 0,
      modelledDown: 0,
      stats: undefined,
      totals: undefined,
      before: undefined,
      media: false,
    }
  touch(stream, event.at)
  byFlow.set(event.id, stream)
  noteTeller(session.sockets, stream, event.url)
  if (event.api === 'eventsource' && !unhooked) noteSource(session, stream)
  if (stream.adopted || (event.api !== 'websocket' && event.api !== 'eventsource')) return
  stream.attempt = createAttempt(stream)
  if (!unhooked) expectLogOf(session, stream.attempt, event.at)
}

function applyOpen(session: Session, stream: Stream, event: OpenEvent): void {
  if (stream.kind === 'websocket') {
    stream.subprotocol = event.protocol ?? ''
    stream.extensions = event.extensions ?? ''
    stream.protocol ??= protocolOf({ url: stream.sampleUrl, subprotocol: stream.subprotocol })
  }
  if (stream.openedAt !== undefined) return // already open when it was first seen
  touch(stream, event.at)
  stream.opens++
  stream.status = 'open'
  stream.openedAt = event.at
  // The log does not tell when a socket was open, only when it was asked for.
  if (stream.opens === 1 && event.at > stream.firstAt) stream.connectMs = event.at - stream.firstAt
  const requester = requesterOf(session, documentOf(session, stream.doc))
  const { origin } = stream
  if (stream.kind === 'websocket') {
    addHeads(session, stream, event, handshakeBytes(stream.sampleUrl, requester, stream.subprotocol, stream.extensions))
  } else if (stream.kind === 'eventsource') {
    if (stream.opens > 1) stream.requests++
    origin.openStreams++
    const request = { method: 'GET', url: stream.sampleUrl, sent: 0, kind: 'event-stream' } as const
    origin.requests++
    const up = requestBytes(request, requester, origin)
    addHeads(session, stream, event, { up, down: responseHeadBytes(undefined, origin) })
  }
}

function addHeads(session: Session, stream: Stream, event: OpenEvent, { up, down }: { up: Bytes; down: Bytes }): void {
  const last = stream.attempt
  if (!last || last.closedAt !== undefined) {
    // It connects again: asked some time after it was cut off.
    stream.attempt = createAttempt(stream)
    const from = last?.closedAt ?? stream.firstAt
    if (!stream.unhooked) expectLogOf(session, stream.attempt, Math.min(from, event.at - 1), event.at)
  }
  const attempt = stream.attempt!
  attempt.headUp = up
  attempt.headDown = down
  weighAttempt(attempt)
}

function applyMessage(session: Session, stream: Stream, event: MessageEvent): void {
  const { bytes, dir } = event
  const incoming = dir === 'in'
  const idle = isIdle(stream, event)
  touch(stream, event.at, idle)
  stream.eventId = event.eventId ?? ''
  addTo(incoming ? stream.in : stream.out, bytes)
  if (idle) addWaste(stream, 'heartbeat')
  else if (incoming) {
    stream.usefulDown += bytes
    addUpdate(session, stream, event.at)
  } else addTo(stream.said, bytes)
  if (incoming && !idle && event.text !== undefined) noteLikeness(stream.likeness, event.text)
  noteConversation(stream, incoming, idle)
  if (incoming && !idle) noteCause(documentOf(session, stream.doc).push, event.at)
  addWire(stream, event)
  if (event.cut) countCut(session, stream)
  addRow(session, stream, {
    at: event.at,
    bytes,
    bits:
      (incoming ? 0 : Row.out) |
      (event.kind === 'binary' ? Row.binary : 0) |
      (idle ? Row.wasted : 0) |
      (event.cut ? Row.cut : 0),
    code: event.channel ?? 0,
    payload: event.text ?? event.data,
    name: event.name,
  })
}

/** It keeps the connection alive and says nothing, by its words, its name, or because it answers one that does. */
function isIdle(stream: Stream, { text, data, name, dir }: MessageEvent): boolean {
  if (text === undefined) return data !== undefined && (stream.protocol?.isNoOp(data) ?? false)
  const beats = isHeartbeat(text, stream.protocol) || isHeartbeatName(name)
  if (dir === 'out') stream.beating = beats
  return beats || (dir === 'in' && stream.beating && answersHeartbeat(text))
}

/** Each is as if it had been told by itself, without its payload. */
function applyMessages(session: Session, stream: Stream, event: MessagesEvent): void {
  const { at, doc, id, dir, kind, name, channel, count } = event
  const one: MessageEvent = { type: 'message', at, doc, id, dir, bytes: 0, cut: true }
  if (kind !== undefined) one.kind = kind
  if (name !== undefined) one.name = name
  if (channel !== undefined) one.channel = channel
  // What is left out of them weighs as much as what was told last.
  if (stream.eventId !== '') one.eventId = stream.eventId
  const told = eachMessage(event, (time, bytes) => {
    one.at = time
    one.bytes = bytes
    applyMessage(session, stream, one)
  })
  session.events += told - 1
  session.dropped += count - told
  if (one.at > session.lastAt) session.lastAt = one.at
}

/** Tells a conversation (each message in answers one out) from a push. */
function noteConversation(stream: Stream, incoming: boolean, idle: boolean): void {
  if (idle) return
  if (!incoming) stream.awaitingAnswer = true
  else if (stream.awaitingAnswer) {
    stream.answered++
    stream.awaitingAnswer = false
  } else stream.unsolicited++
}

function addWire(stream: Stream, event: MessageEvent): void {
  const { bytes, dir } = event
  let wire = bytes
  if (stream.kind === 'websocket') wire += frameHeaderBytes(bytes, dir)
  else if (stream.kind === 'eventsource') wire = eventBytes(bytes, event.text ?? '', event.name, event.eventId)
  else if (stream.kind === 'webrtc') {
    addToPeer(stream, event)
    return
  }
  const { attempt } = stream
  if (dir === 'out') stream.bytesUp += wire
  else if (attempt) {
    if (stream.kind === 'eventsource') addToBody(attempt, event.at, wire)
    else attempt.bodyDown += wire
    weighAttempt(attempt)
  } else stream.bytesDown += wire
}

function addToPeer(stream: Stream, event: MessageEvent): void {
  const peer = stream.peer!
  const number = event.channel ?? 0
  const channel = peer.channels.get(number) ?? { label: '', state: 'open', in: emptyTally(), out: emptyTally() }
  peer.channels.set(number, channel)
  addTo(event.dir === 'in' ? channel.in : channel.out, event.bytes)
  const wire = dataChannelMessageBytes(event.bytes)
  if (event.dir === 'in') peer.modelledDown += wire
  else peer.modelledUp += wire
  weighPeer(stream)
}

/** The closing frames: a code takes two octets and the reason the rest (RFC 6455, 5.5.1). 1005 stands for no code. */
function addClosing(stream: Stream, { code = 1005, reason = '' }: CloseEvent): void {
  const said = code === 1005 ? 0 : 2 + utf8Length(reason)
  stream.bytesUp += closeBytes.up + said
  stream.bytesDown += closeBytes.down + said
}

/** A server that says it is done (RFC 6455, 7.4.1) has not cut a socket off, and neither has the page. */
function isBroken({ kind }: Stream, { by, clean, code }: CloseEvent): boolean {
  return by !== 'page' && !(kind === 'websocket' && clean && code === 1000)
}

function applyClose(session: Session, stream: Stream, event: CloseEvent): void {
  if (stream.kind === 'eventsource' && stream.openedAt !== undefined) stream.origin.openStreams--
  stream.closes++
  if (isBroken(stream, event)) stream.broken++
  if (event.at > stream.lastAt) stream.lastAt = event.at
  if (stream.openedAt !== undefined) stream.heldMs += Math.max(0, event.at - stream.openedAt)
  stream.openedAt = undefined
  if (stream.attempt) stream.attempt.closedAt ??= event.at
  if (stream.kind === 'websocket' && event.clean && stream.opens > 0) addClosing(stream, event)
  stream.closeCode = event.code
  stream.closeReason = event.reason
  if (event.retrying) {
    if (stream.opens === 0 && !stream.adopted) stream.failures++
    return
  }
  documentOf(session, event.doc).byFlow.delete(event.id)
  const failed = event.by === 'error' || (stream.opens === 0 && !stream.adopted && event.by !== 'page')
  stream.status = failed ? 'failed' : 'closed'
  if (!failed) return
  stream.failures++
  noteFailedSocket(session, stream, event.at)
}
