import { toBase64 } from '../core/base/base64.ts'
import { checkEvent } from '../core/event/check-event.ts'
import type { CaptureEvent, EventType } from '../core/event/event.ts'
import { skippedRecords } from './page-message.ts'

/** Whether hooks may report events of this type. Those of the other types come from the bridge and the panel. */
const fromHooks = {
  document: false,
  gone: false,
  visibility: false,
  input: false,
  request: true,
  response: true,
  chunk: true,
  finish: true,
  timing: false,
  network: false,
  connect: true,
  open: true,
  message: true,
  messages: true,
  close: true,
  channel: true,
  peer: true,
  stats: true,
  lost: false,
  unhooked: false,
} as const satisfies Record<EventType, boolean>

/**
 * Longest texts kept, in UTF-16 units. Only data: URLs are longer, and their beginning says enough; names and ids of
 * servers and pages may be of any length.
 */
const maxLengths = new Map<string, number>([
  ['url', 8192],
  ['eventId', 8192],
  ['name', 200],
  ['label', 200],
  ['reason', 200],
  ['protocol', 1000],
  ['protocols', 1000],
  ['extensions', 1000],
  ['accept', 1000],
  ['contentType', 1000],
  ['encoding', 200],
  ['codecs', 1000],
])
/** Bytes of the longest body that a response may announce: a limit of the shape check. */
const maxAnnounced = 2 ** 44
/** Bytes of binary data that the shape check accepts once they are base64. */
const maxDataBytes = 1_500_000

/**
 * Turns a record from the page into an event of this document, or into a sentence on what is wrong with it. The page is
 * hostile input: whatever document a record claims, it gets this one.
 */
export function eventFromPage(record: unknown, doc: string): CaptureEvent | string {
  const event = checkEvent(record, (source, name) => (name === 'doc' ? doc : asText(source[name], name)))
  if (typeof event === 'string') return event
  if (!fromHooks[event.type]) return `${event.type} is not for the page to say`
  // Messages without an entry in the columns would count as lost.
  if (event.type === 'messages' && event.count > event.columns.length) return 'messages without columns for them'
  return event
}

/** The number of events that a `skipped` record reports as dropped; 0 for any other record. */
export function skippedIn(record: unknown): number {
  if (typeof record !== 'object' || record === null) return 0
  const { type, count } = record as { type?: unknown; count?: unknown }
  return type === skippedRecords && typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** The value of a field with binary data as base64 and long texts cut; other values unchanged. */
function asText(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    const most = maxLengths.get(name)
    return most !== undefined && value.length > most ? value.slice(0, most) : value
  }
  // A server may announce any length, and nobody has to believe it.
  if (name === 'length' && typeof value === 'number' && !(value <= maxAnnounced)) return undefined
  // Data over the limit stays binary, which the shape check refuses.
  return ArrayBuffer.isView(value) && value.byteLength <= maxDataBytes ? base64Of(value) : value
}

const base64Of = (view: ArrayBufferView) => toBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
