import type { Milliseconds } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { CaptureEvent, MessageEvent, NetworkEvent } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'
import type { SocketFrame, SourceEvent } from './har-messages.ts'

/** Where an entry's events belong. */
export interface Flow {
  doc: string
  id: number
}

/** As much of a payload is kept as the hooks keep: UTF-16 units of text, and of base64 for 4 kB of octets. */
const textHead = 16_384
const base64Head = 5460
/** Servers choose these as long as they like; so much of them, as of what hooks tell (wire/page-record.ts). */
const longestName = 1000
const longestId = 8192
/** What streams is kept whole, as far as an event can hold it. */
const streamedPiece = 1_048_576

/** What an entry says of bytes on the wire. Without `flow` it is for the session to find whose it is. */
export function networkEvent(entry: HarEntry, at: Milliseconds, over: boolean, flow?: Flow): NetworkEvent {
  const { method, url, start, end, facts } = entry
  const event: NetworkEvent = { type: 'network', at, ...flow, method, url, start, ...facts }
  if (over) event.end = end
  // What had come by now is what the hook has told of by now, more or less.
  else if (!flow) delete event.received
  return event
}

/** A request that only the log knows, with its answer; it is over. */
export function exchangeEvents(entry: HarEntry, flow: Flow): CaptureEvent[] {
  const { start, end, first, status, method, url, contentType, events } = entry
  const request: CaptureEvent = {
    type: 'request',
    at: start,
    ...flow,
    api: entry.kind === 'xhr' || entry.kind === 'beacon' ? entry.kind : 'fetch',
    method,
    url,
  }
  if (entry.sent > 0) request.sent = entry.sent
  if (entry.sentText !== undefined) Object.assign(request, textOf(entry.sentText))
  if (entry.accept) request.accept = entry.accept
  const all: CaptureEvent[] = [request]
  if (status > 0) {
    const response: CaptureEvent = { type: 'response', at: first, ...flow, status }
    if (contentType) response.contentType = contentType.slice(0, longestName)
    all.push(response)
  }
  all.push(networkEvent(entry, end, true, flow))
  for (const event of events ?? []) all.push(chunkOf(event, flow))
  const finish: CaptureEvent = { type: 'finish', at: end, ...flow, outcome: outcomeOf(entry) }
  if (events === undefined && status > 0) {
    finish.bytes = entry.bytes
    if (entry.text !== undefined) Object.assign(finish, textOf(entry.text))
  }
  return [...all, finish]
}

function outcomeOf({ status, error }: HarEntry): 'ok' | 'error' | 'abort' {
  if (/ABORT|CANCEL/i.test(error)) return 'abort'
  return status === 0 || error !== '' ? 'error' : 'ok'
}

/** An event of a stream that is read by `fetch`, written again as it was sent; its size is corrected when all is known. */
function chunkOf({ at, name, id, data }: SourceEvent, flow: Flow): CaptureEvent {
  const lines = data.split('\n').map((line) => `data: ${line}\n`)
  const named = name !== '' && name !== 'message' ? `event: ${name}\n` : ''
  const text = `${named}${id ? `id: ${id}\n` : ''}${lines.join('')}\n`
  const bytes = utf8Length(text)
  if (text.length <= streamedPiece) return { type: 'chunk', at, ...flow, bytes, text }
  return { type: 'chunk', at, ...flow, bytes, text: text.slice(0, streamedPiece), cut: true }
}

/** Firefox tells that a socket was opened, and no more of it. */
export const isUnseen = ({ kind, frames, origin }: HarEntry) =>
  kind === 'websocket' && frames === undefined && !origin.chromium

/** The start of a connection that only the log knows. @param late it had begun before the log was listened to */
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

/** It is established: for an EventSource of the log's, again. */
export function openEvents(entry: HarEntry, flow: Flow, protocol = '', extensions = ''): CaptureEvent[] {
  if (entry.status !== (entry.kind === 'websocket' ? 101 : 200)) return []
  // The log's times of a socket's answer are those of its end.
  const at = entry.kind === 'websocket' ? entry.start : entry.first
  return [{ type: 'open', at, ...flow, ...(protocol && { protocol }), ...(extensions && { extensions }) }]
}

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
  event.data = data.slice(0, base64Head)
  if (data.length > base64Head) event.cut = true
  return event
}

export function sourceEvent({ at, name, id, data }: SourceEvent, flow: Flow): MessageEvent {
  const event: MessageEvent = { type: 'message', at, ...flow, dir: 'in', kind: 'text', bytes: utf8Length(data) }
  if (name !== '' && name !== 'message') event.name = name.slice(0, longestName)
  if (id !== '') event.eventId = id.slice(0, longestId)
  return Object.assign(event, textOf(data))
}

function textOf(whole: string): { text: string; cut?: true } {
  return whole.length > textHead ? { text: whole.slice(0, textHead), cut: true } : { text: whole }
}

function fromBase64Length(data: string): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding)
}
