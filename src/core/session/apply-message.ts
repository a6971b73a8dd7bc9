import { isDeflated } from '../base/agreed-protocols.ts'
import { fromBase64 } from '../base/base64.ts'
import { addTo } from '../base/tally.ts'
import { answersHeartbeat, isHeartbeatByName, isHeartbeatWord } from '../content/heartbeat.ts'
import type { MessageEvent, MessagesEvent } from '../event/connection-events.ts'
import { eachMessage } from '../event/message-columns.ts'
import { isHeartbeat } from '../protocol/heartbeat.ts'
import { noteIfHidden } from '../stream/note-if-hidden.ts'
import { addBytes, addUseful } from '../stream/parts/byte-ledger.ts'
import { countUnheard } from '../stream/parts/connection-life.ts'
import {
  noteAttachments,
  noteEventId,
  noteHeartbeatIn,
  noteSent,
  noteTurn,
  takeAttachment,
} from '../stream/parts/conversation.ts'
import { type NewRow, Row } from '../stream/parts/message-log.ts'
import { countWaste } from '../stream/parts/news.ts'
import { addToSample } from '../stream/parts/payload-sample.ts'
import { type Stream, touch } from '../stream/stream.ts'
import { addUpdate, noteContent } from '../stream/update.ts'
import { weighAttempt, weighPeer } from '../stream/weigh.ts'
import { addEvent, addFrame } from '../traffic/attempt.ts'
import { noteCause } from '../traffic/cause.ts'
import { addPeerMessage } from '../traffic/peer.ts'
import { commentBytes, eventBytes } from '../wire-size/sse-bytes.ts'
import { frameHeaderBytes } from '../wire-size/websocket-bytes.ts'
import { countCutMessage, countDropped } from './completeness.ts'
import { countRow } from './count-row.ts'
import { knownDocument } from './document.ts'
import { hearingOf, noteHeard } from './hearings.ts'
import { isReportedByOther } from './questions.ts'
import type { Session } from './session.ts'

/** A message crossed a connection. */
export function applyMessage(session: Session, event: MessageEvent): void {
  const stream = knownDocument(session.documents, event.doc)?.connections.get(event.id)
  const logged = event.unheard || event.kind === 'comment'
  // The log shows the last events of an EventSource after its hook has reported the end.
  const found = stream ?? (logged ? hearingOf(session.hearings, event)?.stream : undefined)
  if (!found) return countUnknown(session, event, 1)
  if (!logged && found.kind === 'eventsource') noteHeard(session.hearings, found, event)
  addMessage(session, found, event)
}

/** Many messages of one connection: each counts as it would alone, with its payload where that was reported. */
export function applyMessages(session: Session, event: MessagesEvent): void {
  const { doc, id, dir, kind, name, channel, count } = event
  const stream = knownDocument(session.documents, doc)?.connections.get(id)
  if (!stream) return countUnknown(session, event, count)
  const common: Partial<MessageEvent> = {}
  if (kind !== undefined) common.kind = kind
  if (name !== undefined) common.name = name
  if (channel !== undefined) common.channel = channel
  // The id that is left out of these events is taken to be as long as the last one that was reported.
  const { eventId } = stream.conversation
  if (eventId !== '') common.eventId = eventId
  if (stream.kind === 'eventsource') noteHeard(session.hearings, stream, { ...common, at: event.at }, count)
  let last = event.at
  const read = eachMessage(event, (at, bytes, payload) => {
    const message: MessageEvent = { type: 'message', at, doc, id, dir, bytes, ...common }
    if (payload === undefined) message.cut = true
    else if (event.text === undefined) message.data = payload
    else message.text = payload
    last = at
    addMessage(session, stream, message)
  })
  session.events += read - 1
  countDropped(session.completeness, count - read)
  if (last > session.lastAt) session.lastAt = last
}

/** The start of the connection was lost, and its messages with it; unless the other source reports the connection. */
function countUnknown(session: Session, flow: { doc: string; id: number }, messages: number): void {
  if (!isReportedByOther(session, flow)) countDropped(session.completeness, messages)
}

function addMessage(session: Session, stream: Stream, event: MessageEvent): void {
  const { at, bytes, dir, text } = event
  const incoming = dir === 'in'
  const isIdle = isHeartbeatMessage(stream, event)
  const isAttachment = belongsToLast(stream, event)
  touch(stream, at, isIdle)
  if (event.unheard) countUnheard(stream.connection)
  else if (event.kind !== 'comment') noteEventId(stream.conversation, event.eventId ?? '')
  addTo(incoming ? stream.in : stream.out, bytes)
  noteIfHidden(stream, dir, at, bytes)
  if (isIdle) countWaste(stream.news, 'heartbeat')
  else if (incoming) {
    addUseful(stream.bytes, bytes)
    if (!isAttachment) addUpdate(stream, at)
    if (text !== undefined) noteContent(stream, at, text)
    noteCause(stream.document.push, at)
  } else addTo(stream.payloadOut, bytes)
  if (!isIdle && !isAttachment) noteTurn(stream.conversation, incoming)
  addWire(stream, event)
  if (stream.kind === 'websocket' && isDeflated(stream.connection.extensions))
    addToSample(incoming ? stream.sampleIn : stream.sampleOut, whole(event), bytes, event.id)
  if (event.cut) countCutMessage(session.completeness, stream, text !== undefined || event.data !== undefined)
  const late = event.unheard || event.kind === 'comment'
  const row: NewRow = {
    at,
    bytes,
    bits:
      (incoming ? 0 : Row.out) |
      (event.kind === 'binary' ? Row.binary : 0) |
      (isIdle ? Row.wasted : 0) |
      (event.cut ? Row.cut : 0),
    code: event.channel ?? 0,
    payload: text ?? event.data,
    name: event.name,
  }
  countRow(session, stream, row, { late })
}

/** Whether a message only keeps the connection alive, by its words, by its name, or because it answers a heartbeat. */
function isHeartbeatMessage(
  { protocol, conversation }: Stream,
  { text, data, name, dir, kind }: MessageEvent,
): boolean {
  if (kind === 'comment') return true
  if (text === undefined) return data !== undefined && ((protocol?.isNoOp(data) ?? false) || saysHeartbeat(data))
  const heartbeat = isHeartbeatByName(name, text) ?? isHeartbeat(text, protocol)
  if (dir === 'out') {
    noteSent(conversation, heartbeat)
    return heartbeat
  }
  if (!heartbeat && !(conversation.heartbeatSent && answersHeartbeat(text))) return false
  noteHeartbeatIn(conversation)
  return true
}

/** Characters of base64 of the longest word of a heartbeat, with a line end. */
const maxHeartbeatWord = 16

const saysHeartbeat = (data: string) => data.length <= maxHeartbeatWord && isHeartbeatWord(latin1(data))

const latin1 = (data: string) => String.fromCharCode(...fromBase64(data))

/** The payload of a message, if all of it is there. */
const whole = ({ text, data, cut, compressed }: MessageEvent) =>
  cut ? { text: undefined, data: undefined, compressed: undefined } : { text, data, compressed }

/** Whether a message is a part of the one before it: the page gets both as one. */
function belongsToLast({ protocol, conversation }: Stream, { text, dir, kind }: MessageEvent): boolean {
  if (!protocol?.attachments) return false
  if (kind === 'binary') return takeAttachment(conversation, dir === 'in')
  noteAttachments(conversation, dir === 'in', text === undefined ? 0 : protocol.attachments(text))
  return false
}

/** Adds the message's bytes on the wire, framing included. */
function addWire(stream: Stream, event: MessageEvent): void {
  const { bytes, dir, at } = event
  const { kind, attempt } = stream
  if (stream.peer) {
    addPeerMessage(stream.peer, event.channel ?? 0, dir, bytes)
    return weighPeer(stream, stream.peer)
  }
  let wire = bytes
  if (kind === 'websocket') wire += frameHeaderBytes(bytes, dir)
  else if (event.kind === 'comment') wire = commentBytes(bytes)
  else if (kind === 'eventsource') wire = eventBytes(bytes, event.text ?? '', event.name, event.eventId)
  if (dir === 'out') addBytes(stream.bytes, wire, 0)
  else if (!attempt) addBytes(stream.bytes, 0, wire)
  // Told late: the connection that it came over has been weighed by the log's total.
  else if (kind === 'eventsource' && at < attempt.since) return
  else {
    if (kind === 'eventsource') addEvent(attempt, at, wire, stream.origin.protocol)
    else addFrame(attempt, wire)
    weighAttempt(attempt)
  }
}
