import type { Moment } from '../../core/base/units.ts'
import { moment, object, size, text } from './har-values.ts'

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

/** The events of an event stream; undefined where there is no list. */
export const readSourceEvents = (value: unknown): SourceEvent[] | undefined =>
  Array.isArray(value) ? value.map(sourceEvent) : undefined

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
