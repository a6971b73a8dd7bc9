import type { Moment } from '../../core/base/units.ts'
import { createEventStreamDecoder } from '../../core/framing/event-stream.ts'
import { list, moment, object, size, text } from './har-values.ts'

/** A message of a WebSocket, from `_webSocketMessages`. */
export interface SocketFrame {
  /** 0 where the log has no time. */
  at: Moment
  out: boolean
  binary: boolean
  /** Text, or base64 where `binary`. */
  data: string
}

/** An event of an event stream, from `_eventSourceMessages`. */
export interface SourceEvent {
  /** 0 where the log has no time. */
  at: Moment
  name: string
  id: string
  data: string
  /** A comment line, with its colon: no event. */
  comment?: true
  /** The log does not say what the event held. */
  unseen?: true
}

/** The end of a WebSocket, from HTTP Toolkit's `_webSocketClose`. */
export interface SocketClose {
  /** 0 where the log has no time. */
  at: Moment
  by: 'remote' | 'error'
  code?: number
  reason?: string
  clean?: boolean
}

/**
 * The messages of a WebSocket.
 * @returns undefined where there is no list: the writer did not see the messages
 */
export const readFrames = (value: unknown): SocketFrame[] | undefined =>
  Array.isArray(value) ? value.flatMap(frame) : undefined

/**
 * The events of an event stream.
 * @param body the text of the response, from which events are taken that the list has without their data
 * @returns undefined where there is no list
 */
export function readSourceEvents(value: unknown, body: string | undefined): SourceEvent[] | undefined {
  if (!Array.isArray(value)) return undefined
  const events = value.map(sourceEvent)
  return events.length > 0 && value.every(lacksData) ? withDataOf(body, events) : events
}

const lacksData = (value: unknown) => typeof object(value)['data'] !== 'string'

/** The same events with what the body says of them, one after the other. */
function withDataOf(body: string | undefined, events: readonly SourceEvent[]): SourceEvent[] {
  const decoder = createEventStreamDecoder()
  const all = body === undefined ? [] : [...decoder.feed(body), ...decoder.end()]
  const found = all.filter(({ comment }) => !comment)
  return events.map((event, index) => {
    const { text: data, name = '', eventId = '' } = found[index] ?? {}
    return data === undefined
      ? { ...event, unseen: true }
      : { ...event, data, name: event.name || name, id: event.id || eventId }
  })
}

// `send` and `receive` are Chromium's words, which mitmproxy, HTTP Toolkit and Playwright write too; the others are those
// of cypress-har-generator.
const outward: Readonly<Record<string, boolean>> = { send: true, receive: false, request: true, response: false }

function frame(value: unknown): SocketFrame[] {
  const { type, time, opcode = 1, data } = object(value)
  const out = typeof type === 'string' && Object.hasOwn(outward, type) ? outward[type] : undefined
  // Control frames are not messages; a failure is reported by the end of the connection.
  if (out === undefined || (opcode !== 1 && opcode !== 2)) return []
  return [{ at: moment(time), out, binary: opcode === 2, data: text(data) }]
}

/** Reads Chromium's field names, and those that some tools used before Chromium had any. */
function sourceEvent(value: unknown): SourceEvent {
  const { time, eventName, eventId, event, id, data } = object(value)
  return { at: moment(time), name: text(eventName ?? event), id: text(eventId ?? id), data: text(data) }
}

const maxReasonLength = 200
/** A code has 16 bits (RFC 6455, 5.5.1). */
const maxCloseCode = 65_535

/**
 * The failure that Chromium lists behind a WebSocket's messages, with its words, such as `Invalid frame header`; undefined where there is
 * none.
 */
export function readFailure(messages: unknown): SocketClose | undefined {
  const failure = list(messages).findLast((message) => object(message)['type'] === 'error')
  if (failure === undefined) return undefined
  const { time, data } = object(failure)
  return { at: moment(time), by: 'error', reason: text(data).slice(0, maxReasonLength) }
}

/** The recorded end of a WebSocket; undefined where there is none. */
export function readClose(value: unknown): SocketClose | undefined {
  if (value === 'aborted') return { at: 0, by: 'error' }
  if (typeof value !== 'object' || value === null) return undefined
  const { code, reason, timestamp } = object(value)
  return {
    at: moment(timestamp),
    by: 'remote',
    code: size(code) > maxCloseCode ? 0 : size(code),
    reason: text(reason).slice(0, maxReasonLength),
    clean: true,
  }
}
