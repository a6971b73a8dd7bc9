import type { MessageRows, StreamFacts } from '../../../src/core/analysis/stream-facts.ts'
import { Row } from '../../../src/core/stream/parts/message-log.ts'
import { formatBytes, formatClock, formatDate, formatTime, joined, plural } from '../words/format-units.ts'

/** A row of the message list. Rows are made when they come into view and not kept: a stream may have a million messages. */
export interface MessageRow {
  index: number
  arrow: '↓' | '↑'
  /** 'in' or 'out', beside the arrow. */
  way: string
  time: string
  date: string
  size: string
  /** Duration and status of a response, name of an SSE event, number of a data channel. */
  about: string
  text: string
  /** Why the text is not the whole payload; '' where the text is the whole. */
  note: string
  wasted: boolean
  failed: boolean
}

// UTF-16 units that fit into a line of any screen; the rest of a long payload is not looked at.
const maxLineLength = 400

/** The list's row for entry `index` of a stream's log. */
export function messageRow({ messages: log, kind }: StreamFacts, index: number): MessageRow {
  const bits = log.bits[index] ?? 0
  const at = log.at[index] ?? 0
  const out = (bits & Row.out) !== 0
  const { text, note } = payloadLine(log, index)
  return {
    index,
    arrow: out ? '↑' : '↓',
    way: out ? 'out' : 'in',
    time: formatClock(at),
    date: formatDate(at),
    size: joined(formatBytes(log.bytes[index] ?? 0)),
    about: aboutRow(log, index, kind === 'webrtc'),
    text,
    note,
    wasted: (bits & Row.wasted) !== 0,
    failed: (bits & Row.failed) !== 0,
  }
}

function aboutRow(log: MessageRows, index: number, peer: boolean): string {
  const bits = log.bits[index] ?? 0
  const code = log.code[index] ?? 0
  if ((bits & Row.exchange) !== 0)
    return `${code === 0 ? 'no answer' : code} · ${joined(formatTime(log.took[index] ?? 0))}`
  const name = log.names.get(index)
  if (name !== undefined) return name
  return peer ? `channel ${code}` : ''
}

function payloadLine(log: MessageRows, index: number): { text: string; note: string } {
  const payload = log.payload[index]
  const bits = log.bits[index] ?? 0
  if (payload === undefined) return { text: '', note: missingPayload(log, index) }
  if ((bits & Row.binary) !== 0) return { text: '', note: payload === '' ? 'binary' : `binary · ${hexHead(payload)}` }
  const head = payload.length > maxLineLength ? payload.slice(0, maxLineLength) : payload
  // A line break would hide everything after it in a row of one line.
  return { text: head.replace(/[\r\n\t]+/g, ' ⏎ '), note: payload === '' && log.bytes[index] === 0 ? 'empty' : '' }
}

/** Why a row of the log has no payload to show, in words. */
export function missingPayload(log: MessageRows, index: number): string {
  if ((log.bytes[index] ?? 0) === 0) return (log.code[index] ?? 0) === 304 ? 'not modified' : 'empty'
  if (index < log.payloadFrom) return 'payload no longer kept: the memory for payloads is used up'
  return 'payload not seen: the page did not read it as text, or it was left out under load'
}

function hexHead(base64: string): string {
  try {
    return [...atob(base64.slice(0, 32))].map((unit) => unit.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')
  } catch {
    return ''
  }
}

/** How many payloads of a stream are incomplete, in words; '' where all are complete. */
export function truncationNote({ news: { truncated } }: StreamFacts): string {
  return truncated === 0 ? '' : `${plural(truncated, 'payload')} cut or no longer kept`
}

/** Whether rows of a stream have anything for the column 'About'. */
export const hasAbout = ({ kind }: StreamFacts) => kind !== 'websocket' && kind !== 'beacon'
