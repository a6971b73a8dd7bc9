import type { CaptureEvent, EventType } from '../core/event/event.ts'
import { checkEvent } from '../core/event/event-shape.ts'
import { skippedRecords } from './page-message.ts'

/** What the hooks may speak of. The rest of the vocabulary is the bridge's and the panel's. */
const fromHooks: ReadonlySet<EventType> = new Set<EventType>([
  'request',
  'response',
  'chunk',
  'finish',
  'connect',
  'open',
  'message',
  'messages',
  'close',
  'channel',
  'peer',
  'stats',
])

/** Longest URL kept; longer ones exist only as data: URLs, whose head says enough. So with what servers and pages call things. */
const longest = new Map<string, number>([
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
/** Octets that the guard would still let through as base64. */
const mostOctets = 1_500_000

/**
 * Turns what came from the page into an event of this document, or into a sentence on what is wrong with it.
 * The page is hostile input: whatever document it claims to be, it is this one.
 */
export function eventFromPage(record: unknown, doc: string): CaptureEvent | string {
  const event = checkEvent(record, (source, name) => (name === 'doc' ? doc : asText(source[name], name)))
  if (typeof event === 'string') return event
  if (!fromHooks.has(event.type)) return `${event.type} is not for the page to say`
  // What it says beyond its columns would count as lost.
  if (event.type === 'messages' && event.count > event.columns.length) return 'messages without columns for them'
  return event
}

/** How many events a record says there was no room for; 0 where it says something else. */
export function skippedIn(record: unknown): number {
  if (typeof record !== 'object' || record === null) return 0
  const { type, count } = record as { type?: unknown; count?: unknown }
  return type === skippedRecords && typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** A field that holds octets as base64, one that is too long cut; anything else as it is. */
function asText(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    const most = longest.get(name)
    return most !== undefined && value.length > most ? value.slice(0, most) : value
  }
  // Too many octets stay what they are, which the guard refuses.
  return ArrayBuffer.isView(value) && value.byteLength <= mostOctets ? toBase64(value) : value
}

function toBase64(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  let binary = ''
  // In pieces: a call takes only so many arguments.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
