import type { Moment } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { MessageEvent } from '../../core/event/connection-events.ts'
import type { CaptureEvent, NetworkEvent } from '../../core/event/event.ts'
import { framingOf } from '../../core/framing/decoders.ts'
import type { HarEntry } from './har-entry.ts'
import { isLongLoad, loaderOf } from './har-load.ts'
import type { SocketFrame, SourceEvent } from './har-messages.ts'

/** Document and id that an entry's events belong to. */
export interface Flow {
  doc: string
  id: number
}

/** Payloads are kept whole up to as much as those of hooks: UTF-16 units of text, and base64 characters of 1 MiB of binary data. */
const maxText = 1_048_576
const maxBase64 = 1_398_104
/** Base64 characters of a body that is no text, 4 kB: it says nothing but its size. */
const base64Head = 5460
/** Base64 characters of a body that is kept whole, to be compared with the next one: a picture of a camera has some 100 kB. */
const wholeBase64 = 262_144
/** Servers choose names and ids of any length. */
const maxNameLength = 1000
const maxEventIdLength = 8192

/**
 * A `network` event with an entry's bytes on the wire.
 * @param over the exchange has ended
 * @param flow omitted where the session is to find the request by method, URL and start
 */
export function networkEvent(entry: HarEntry, at: Moment, over: boolean, flow?: Flow): NetworkEvent {
  const { method, url, start, end, facts } = entry
  const event: NetworkEvent = { type: 'network', at, ...flow, method, url, start, ...facts }
  if (over) event.end = end
  // For a request in flight the hooks report about as many bytes as have arrived.
  else if (!flow) delete event.received
  return event
}

/** All events of a finished exchange that only the log knows. */
export function exchangeEvents(entry: HarEntry, flow: Flow): CaptureEvent[] {
  const { start, end, first, status, method, url, contentType, events } = entry
  const request: CaptureEvent = {
    type: 'request',
    at: start,
    ...flow,
    api: apiOf(entry),
    method,
    url,
  }
  if (entry.sent > 0) request.sent = entry.sent
  if (entry.sentText !== undefined) Object.assign(request, textOf(entry.sentText))
  if (entry.accept) request.accept = entry.accept
  if (entry.operation) request.operation = entry.operation
  const initiator = loaderOf(entry)
  if (initiator) request.initiator = initiator
  const all: CaptureEvent[] = [request]
  if (status > 0) {
    const response: CaptureEvent = { type: 'response', at: first, ...flow, status }
    if (contentType) response.contentType = contentType.slice(0, maxNameLength)
    all.push(response)
  }
  all.push(networkEvent(entry, end, true, flow))
  for (const event of events ?? []) all.push(chunkOf(event, flow))
  // When the pieces of such a document came is in no log, nor mostly what they held.
  if (isLongLoad(entry) && entry.text === undefined)
    all.push({ type: 'chunk', at: end, ...flow, bytes: Math.max(1, entry.bytes) })
  const finish: CaptureEvent = { type: 'finish', at: end, ...flow, outcome: outcomeOf(entry) }
  if (events === undefined && status > 0) {
    finish.bytes = entry.bytes
    if (entry.text !== undefined) Object.assign(finish, textOf(entry.text), entry.cut && { cut: true })
    else if (entry.data !== undefined) Object.assign(finish, octetsOf(entry.data))
  }
  return [...all, finish]
}

function apiOf(entry: HarEntry): 'fetch' | 'xhr' | 'beacon' | 'document' {
  if (isLongLoad(entry)) return 'document'
  return entry.kind === 'xhr' || entry.kind === 'beacon' ? entry.kind : 'fetch'
}

function outcomeOf({ status, error }: HarEntry): 'ok' | 'error' | 'abort' {
  if (/ABORT|CANCEL/i.test(error)) return 'abort'
  return status === 0 || error !== '' ? 'error' : 'ok'
}

/**
 * An event of an event stream read by `fetch`, as a chunk in wire format. Its bytes are an estimate, corrected by the
 * transfer size.
 */
function chunkOf({ at, name, id, data, unseen }: SourceEvent, flow: Flow): CaptureEvent {
  if (unseen) return { type: 'chunk', at, ...flow, bytes: 1, cut: true }
  const lines = data.split('\n').map((line) => `data: ${line}\n`)
  const named = name !== '' && name !== 'message' ? `event: ${name}\n` : ''
  const text = `${named}${id ? `id: ${id}\n` : ''}${lines.join('')}\n`
  const bytes = utf8Length(text)
  if (text.length <= maxText) return { type: 'chunk', at, ...flow, bytes, text }
  return { type: 'chunk', at, ...flow, bytes, text: text.slice(0, maxText), cut: true }
}

/** Firefox's log shows that a socket was opened, and nothing else of it. */
export const isUnseen = ({ kind, frames, origin }: HarEntry) =>
  kind === 'websocket' && frames === undefined && !origin.chromium

/**
 * The start of a connection that only the log knows.
 * @param late the connection had begun before the session
 */
export function connectEvents(entry: HarEntry, flow: Flow, late: boolean): CaptureEvent[] {
  const { kind, url, start, subprotocol, extensions } = entry
  const socket = kind === 'websocket'
  const connect: CaptureEvent = {
    type: 'connect',
    at: start,
    ...flow,
    api: socket ? 'websocket' : 'eventsource',
    url,
  }
  if (late) connect.adopted = true
  if (isUnseen(entry)) connect.unseen = true
  return [connect, ...openEvents(entry, flow, subprotocol, extensions)]
}

/**
 * The `open` event of a connection, or none where the status refused it. An EventSource opens again with each reconnect.
 */
export function openEvents(entry: HarEntry, flow: Flow, protocol = '', extensions = ''): CaptureEvent[] {
  if (entry.status !== (entry.kind === 'websocket' ? 101 : 200)) return []
  // An answer of another type is no event stream, whatever its status (HTML standard, 9.2.3).
  if (entry.kind === 'eventsource' && entry.contentType !== '' && framingOf(entry.contentType) !== 'event-stream')
    return []
  // The log's response times of a socket are those of its end.
  const at = entry.kind === 'websocket' ? entry.start : entry.first
  return [{ type: 'open', at, ...flow, ...(protocol && { protocol }), ...(extensions && { extensions }) }]
}

/** The `message` event of a WebSocket message. */
export function frameEvent({ at, out, binary, data }: SocketFrame, flow: Flow): MessageEvent {
  const event: MessageEvent = {
    type: 'message',
    at,
    ...flow,
    dir: out ? 'out' : 'in',
    kind: binary ? 'binary' : 'text',
    bytes: binary ? fromBase64Length(data) : utf8Length(data),
  }
  if (!binary) return Object.assign(event, textOf(data))
  event.data = data.slice(0, maxBase64)
  if (data.length > maxBase64) event.cut = true
  return event
}

/** The `message` event of an EventSource's event, or of a comment between two. */
export function sourceEvent({ at, name, id, data, comment, unseen }: SourceEvent, flow: Flow): MessageEvent {
  const kind = comment ? 'comment' : 'text'
  const event: MessageEvent = { type: 'message', at, ...flow, dir: 'in', kind, bytes: utf8Length(data) }
  if (name !== '' && name !== 'message') event.name = name.slice(0, maxNameLength)
  if (id !== '') event.eventId = id.slice(0, maxEventIdLength)
  return unseen ? { ...event, cut: true } : Object.assign(event, textOf(data))
}

function textOf(whole: string): { text: string; cut?: true } {
  return whole.length > maxText ? { text: whole.slice(0, maxText), cut: true } : { text: whole }
}

const octetsOf = (base64: string): { data: string; cut?: true } =>
  base64.length > wholeBase64 ? { data: base64.slice(0, base64Head), cut: true } : { data: base64 }

function fromBase64Length(data: string): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding)
}
