import { fromBase64, toBase64 } from '../../core/base/base64.ts'
import { checkEvent } from '../../core/event/check-event.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { eventShapes } from '../../core/event/event-shape.ts'
import { list, object, type Raw, text } from '../har/har-values.ts'
import { currentVersion } from '../session/session-file.ts'
import { upgradeEvent } from '../session/upgrade.ts'
import { runPayload } from './held-messages.ts'

/** An event of a session, and its place among the others. */
export interface PlacedEvent {
  seq: number
  /** Undefined where the file holds something else at this place. */
  event: CaptureEvent | undefined
}

/**
 * The events of an entry that Duplex wrote, or of an element of `log._duplex`, as they were in the session (`../har/duplex-member.ts`), in
 * their order. Never throws for plain data. A payload that is not in the entry any more is told as cut.
 * @param entry empty for an element of `log._duplex`
 * @param member `_duplex` of the entry, or the element
 * @param version of the vocabulary
 */
export function* restoreEvents(entry: Raw, member: Raw, version: number): Generator<PlacedEvent> {
  const stored = list(member['events']).map(object)
  stored.sort((a, b) => seqOf(a) - seqOf(b))
  const places = placesOf(entry, member)
  for (const event of stored) yield { seq: seqOf(event), event: restored(event, member, places, version) }
}

const seqOf = ({ seq }: Raw) => (Number.isSafeInteger(seq) ? (seq as number) : 0)

/** Where the entry holds payloads; each is read when it is asked for. */
interface Places {
  url: unknown
  method: unknown
  posted: () => string
  content: () => string | Uint8Array
  messages: () => readonly unknown[]
  /** How much of each was given to events. */
  taken: { posted: number; content: number; messages: number }
}

function placesOf(entry: Raw, member: Raw): Places {
  const request = object(entry['request'])
  const messages = list(entry['_webSocketMessages'] ?? entry['_eventSourceMessages'])
  let content: string | Uint8Array | undefined
  return {
    url: request['url'],
    method: request['method'],
    posted: () => text(object(request['postData'])['text']),
    content: () => (content ??= contentOf(object(object(entry['response'])['content']), member['octets'] === true)),
    messages: () => messages,
    taken: { posted: 0, content: 0, messages: 0 },
  }
}

function contentOf(content: Raw, octets: boolean): string | Uint8Array {
  const written = text(content['text'])
  if (!octets) return written
  return content['encoding'] === 'base64' ? fromBase64(written) : new TextEncoder().encode(written)
}

/** The types of events that have a field. */
const typesWith = (name: string): ReadonlySet<string> =>
  new Set(Object.entries(eventShapes).flatMap(([type, shape]) => (name in shape || `${name}?` in shape ? [type] : [])))

const withId = typesWith('id')
const withUrl = typesWith('url')
const withMethod = typesWith('method')

function restored({ seq: _, held, ...fields }: Raw, member: Raw, places: Places, version: number) {
  const event: Record<string, unknown> = fields
  const type = text(event['type'])
  if (event['doc'] === null) delete event['doc']
  else if (event['doc'] === undefined && member['doc'] !== undefined) {
    event['doc'] = member['doc']
    if (withId.has(type)) event['id'] = member['id']
  }
  if (event['url'] === undefined && withUrl.has(type)) event['url'] = places.url
  if (event['method'] === undefined && withMethod.has(type)) event['method'] = places.method
  if (version < currentVersion) upgradeEvent(event, version)
  if (held !== undefined) Object.assign(event, payloadOf(type, event, list(held), places))
  const checked = checkEvent(event)
  return typeof checked === 'string' ? undefined : checked
}

type Payload = { text: string } | { data: string } | { cut: true }

function payloadOf(type: string, event: Raw, [from, to]: readonly unknown[], places: Places): Payload {
  const lost = { cut: true } as const
  const name = type === 'request' ? 'posted' : type === 'message' || type === 'messages' ? 'messages' : 'content'
  if (typeof from !== 'number' || typeof to !== 'number' || !(from >= places.taken[name] && to >= from)) return lost
  const whole = places[name]()
  if (to > whole.length) return lost
  // Each part is taken once, and in order: a file could make a payload of a megabyte many million times.
  places.taken[name] = to
  if (typeof whole === 'string') return { text: whole.slice(from, to) }
  if (whole instanceof Uint8Array) return { data: toBase64(whole.subarray(from, to)) }
  if (type === 'message') return itemPayload(whole[from]) ?? lost
  const { count, columns, kind } = event
  if (typeof count !== 'number' || typeof columns !== 'string' || count !== to - from) return lost
  const run = runPayload({ count, columns, kind }, (index) => itemText(whole[from + index]))
  return run === undefined ? lost : kind === 'binary' ? { data: run } : { text: run }
}

function itemPayload(item: unknown): Payload | undefined {
  const payload = itemText(item)
  if (payload === undefined) return undefined
  return object(item)['opcode'] === 2 ? { data: payload } : { text: payload }
}

function itemText(item: unknown): string | undefined {
  const { data } = object(item)
  return typeof data === 'string' ? data : undefined
}
