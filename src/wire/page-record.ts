import type { CaptureEvent, EventType } from '../core/event.ts'
import { checkEvent } from '../core/event-shape.ts'

/** What the hooks may speak of. The rest of the vocabulary is the bridge's and the panel's. */
const fromHooks: ReadonlySet<EventType> = new Set<EventType>([
  'request',
  'response',
  'chunk',
  'finish',
  'connect',
  'open',
  'message',
  'close',
  'channel',
  'peer',
  'stats',
])

/** Longest URL kept; longer ones exist only as data: URLs, whose head says enough. */
const longestUrl = 8192

/**
 * Turns what came from the page into an event of this document, or into a sentence on what is wrong with it.
 * The page is hostile input: whatever document it claims to be, it is this one.
 */
export function eventFromPage(record: unknown, doc: string): CaptureEvent | string {
  if (typeof record !== 'object' || record === null) return 'not an object'
  const fields: Record<string, unknown> = { ...record, doc }
  if (ArrayBuffer.isView(fields['data'])) fields['data'] = toBase64(fields['data'])
  if (typeof fields['url'] === 'string' && fields['url'].length > longestUrl)
    fields['url'] = fields['url'].slice(0, longestUrl)
  const event = checkEvent(fields)
  if (typeof event === 'string' || fromHooks.has(event.type)) return event
  return `${event.type} is not for the page to say`
}

function toBase64(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  let binary = ''
  // In pieces: a call takes only so many arguments.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
