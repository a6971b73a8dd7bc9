import type { CaptureEvent, EventType } from './event.ts'

/**
 * What a well-formed event looks like, as a table: the guard at every border that hostile input crosses (page to bridge,
 * file to session). A trailing `?` marks an optional field.
 *
 * `text` fields hold payloads and are cut by whoever sends them; here a longer one is refused, because it would
 * mean that the sender is not our hook.
 */
type FieldKind = 'time' | 'count' | 'word' | 'url' | 'text' | 'flag' | readonly string[]
type EventShape = Readonly<Record<string, FieldKind>>

const flow = { at: 'time', doc: 'word', id: 'count' } as const
const head = { 'text?': 'text', 'data?': 'text', 'cut?': 'flag' } as const
const contexts = ['page', 'frame', 'worker', 'shared-worker', 'service-worker'] as const

const shapes: Record<EventType, EventShape> = {
  document: {
    at: 'time',
    doc: 'word',
    url: 'url',
    context: contexts,
    'late?': 'flag',
    'unhooked?': 'flag',
    'userAgent?': 'text',
  },
  gone: { at: 'time', doc: 'word' },
  visibility: { at: 'time', doc: 'word', hidden: 'flag' },
  input: { at: 'time', doc: 'word' },
  request: {
    ...flow,
    ...head,
    api: ['fetch', 'xhr', 'beacon'],
    method: 'word',
    url: 'url',
    'sent?': 'count',
    'accept?': 'text',
  },
  response: {
    ...flow,
    status: 'count',
    'contentType?': 'text',
    'length?': 'count',
    'headerBytes?': 'count',
    'encoding?': 'text',
  },
  chunk: { ...flow, ...head, bytes: 'count' },
  finish: {
    ...flow,
    ...head,
    outcome: ['ok', 'error', 'abort', 'timeout'],
    'bytes?': 'count',
  },
  timing: {
    at: 'time',
    doc: 'word',
    url: 'url',
    start: 'time',
    'asked?': 'time',
    first: 'time',
    end: 'time',
    encoded: 'count',
    decoded: 'count',
    'protocol?': 'word',
    'status?': 'count',
    'cached?': 'flag',
    'revalidated?': 'flag',
  },
  network: {
    at: 'time',
    'doc?': 'word',
    'id?': 'count',
    method: 'word',
    url: 'url',
    start: 'time',
    'end?': 'time',
    'status?': 'count',
    'sent?': 'count',
    'received?': 'count',
    'brokenOff?': 'flag',
    'head?': 'count',
    'body?': 'count',
    'chunked?': 'flag',
    'protocol?': 'word',
    'connection?': 'word',
    'cached?': 'flag',
  },
  connect: {
    ...flow,
    api: ['websocket', 'eventsource', 'webrtc', 'webtransport'],
    url: 'url',
    'protocols?': 'text',
    'adopted?': 'flag',
    'unseen?': 'flag',
  },
  open: { ...flow, 'protocol?': 'text', 'extensions?': 'text' },
  message: {
    ...flow,
    ...head,
    dir: ['in', 'out'],
    bytes: 'count',
    'kind?': ['text', 'binary'],
    'name?': 'text',
    'eventId?': 'text',
    'channel?': 'count',
  },
  messages: {
    ...flow,
    dir: ['in', 'out'],
    count: 'count',
    columns: 'text',
    'kind?': ['text', 'binary'],
    'name?': 'text',
    'channel?': 'count',
  },
  close: {
    ...flow,
    by: ['page', 'remote', 'error'],
    'code?': 'count',
    'reason?': 'text',
    'clean?': 'flag',
    'retrying?': 'flag',
  },
  channel: {
    ...flow,
    channel: 'count',
    label: 'text',
    state: ['connecting', 'open', 'closing', 'closed'],
    'ordered?': 'flag',
  },
  peer: {
    ...flow,
    connection: 'word',
    ice: 'word',
    signaling: 'word',
    'candidate?': 'word',
  },
  stats: {
    ...flow,
    sent: 'count',
    received: 'count',
    packetsSent: 'count',
    packetsReceived: 'count',
    packetsLost: 'count',
    'local?': 'word',
    'remote?': 'word',
    'transport?': 'word',
    'rtt?': 'time',
    'jitter?': 'time',
    'framesPerSecond?': 'time',
    'codecs?': 'text',
    'media?': 'flag',
  },
  lost: {
    at: 'time',
    'doc?': 'word',
    events: 'count',
    'payloads?': 'count',
    why: ['flood', 'buffer', 'relay', 'shape', 'paused'],
  },
  unhooked: { at: 'time', url: 'url', context: contexts, why: 'text' },
}

/** A word is a name: an id, a method, a state. */
const maxWordLength = 200
/** Many servers refuse URLs of this length; a longer one is mostly a `data:` URL, which is no traffic. */
const maxUrlLength = 8192
/** The largest time value of a Date, in milliseconds (ECMA-262, 21.4.1.1): sums of times stay finite. */
const maxTime = 8.64e15
/** Base64 of the longest streamed chunk (1 MiB) with room to spare. */
const maxTextLength = 2_000_000

interface EventField {
  name: string
  optional: boolean
  kind: FieldKind
}
const fieldsOf = new Map<string, readonly EventField[]>(
  Object.entries(shapes).map(([type, shape]) => [
    type,
    Object.entries(shape).map(([key, kind]) => ({
      name: key.endsWith('?') ? key.slice(0, -1) : key,
      optional: key.endsWith('?'),
      kind,
    })),
  ]),
)

/** How a field of a value that may be an event is read. */
export type ReadField = (source: Readonly<Record<string, unknown>>, name: string) => unknown

/**
 * Makes sure that an unknown value is an event.
 * @param read gives a field of it, or what is to stand in its place; called only for fields that an event of its type has
 * @returns an object that holds the known fields and nothing else (the value itself where it is one and nothing is to be read
 *   otherwise), or a sentence (a string) on what is wrong with it. Never throws, unless reading a property of `value` does: pass
 *   plain data only (structured clones, parsed JSON).
 */
export function checkEvent(value: unknown, read?: ReadField): CaptureEvent | string {
  if (typeof value !== 'object' || value === null) return 'not an object'
  const source = value as Record<string, unknown>
  const type = source['type']
  const fields = typeof type === 'string' ? fieldsOf.get(type) : undefined
  if (!fields) return `unknown event type ${typeof type === 'string' ? type.slice(0, 40) : `that is a ${typeof type}`}`
  if (read) return knownFields(source, type as string, fields, read)
  let known = 1
  for (const one of fields) {
    const field = source[one.name]
    if (field === undefined && one.optional) continue
    if (!fits(field, one.kind)) return wrong(type as string, one.name, field)
    known++
  }
  if (Object.keys(source).length === known) return source as unknown as CaptureEvent
  return knownFields(source, type as string, fields, (all, name) => all[name])
}

function knownFields(
  source: Readonly<Record<string, unknown>>,
  type: string,
  fields: readonly EventField[],
  read: ReadField,
): CaptureEvent | string {
  const event: Record<string, unknown> = { type }
  for (const { name, optional, kind } of fields) {
    const field = read(source, name)
    if (field === undefined && optional) continue
    if (!fits(field, kind)) return wrong(type, name, field)
    event[name] = field
  }
  return event as unknown as CaptureEvent
}

const wrong = (type: string, name: string, field: unknown) =>
  `${type} ${field === undefined ? 'without' : 'with a bad'} ${name}`

function fits(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'time':
      return typeof value === 'number' && value >= 0 && value <= maxTime
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    case 'word':
      return typeof value === 'string' && value.length <= maxWordLength
    case 'url':
      return typeof value === 'string' && value.length <= maxUrlLength
    case 'text':
      return typeof value === 'string' && value.length <= maxTextLength
    case 'flag':
      return typeof value === 'boolean'
    default:
      return typeof value === 'string' && kind.includes(value)
  }
}
