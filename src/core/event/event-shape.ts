import type { EventType } from './event.ts'

/** The kinds of a field's value, each with its own limit; a list is the words that are allowed. */
export type FieldKind = 'time' | 'count' | 'word' | 'url' | 'text' | 'flag' | readonly string[]
/** The fields of one type of event, besides `type`. */
export type EventShape = Readonly<Record<string, FieldKind>>

const flow = { at: 'time', doc: 'word', id: 'count' } as const
const head = { 'text?': 'text', 'data?': 'text', 'cut?': 'flag' } as const
const contexts = ['page', 'frame', 'worker', 'shared-worker', 'service-worker'] as const

/**
 * The fields of every type of event: the guard at each border that hostile input crosses (page to bridge, file to session). A
 * trailing `?` marks an optional field.
 */
export const eventShapes: Record<EventType, EventShape> = {
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

/** UTF-16 units of a `word`: an id, a method, a state. */
const maxWordLength = 200
/** UTF-16 units. Many servers refuse URLs of this length; a longer one is mostly a `data:` URL, which is no traffic. */
const maxUrlLength = 8192
/** Milliseconds since the epoch: the largest time value of a Date (ECMA-262, 21.4.1.1), so that sums of times stay finite. */
const maxTime = 8.64e15
/**
 * UTF-16 units of a payload: base64 of the longest streamed chunk (1 MiB) with room to spare. The hooks cut payloads, so a longer
 * one did not come from them.
 */
const maxTextLength = 2_000_000

/** Whether a value is of this kind and within its limit. */
export function fits(value: unknown, kind: FieldKind): boolean {
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
