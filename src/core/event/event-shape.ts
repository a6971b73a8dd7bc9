import { latestTime } from '../base/units.ts'
import type { EventType } from './event.ts'

/** The kinds of a field's value, each with its own limit; a list is the words that are allowed. */
export type FieldKind = NumberKind | 'word' | 'url' | 'text' | 'flag' | readonly string[]
/** The kinds of numbers. All but times, durations and rates are whole. */
type NumberKind = 'time' | 'duration' | 'rate' | 'number' | 'count' | 'size' | 'status' | 'code'
/** The fields of one type of event, besides `type`. */
export type EventShape = Readonly<Record<string, FieldKind>>

const flow = { at: 'time', doc: 'word', id: 'number' } as const
const head = { 'text?': 'text', 'data?': 'text', 'cut?': 'flag' } as const
const initiators = ['image', 'script', 'frame', 'style', 'player'] as const
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
    api: ['fetch', 'xhr', 'beacon', 'document'],
    method: 'word',
    url: 'url',
    'sent?': 'size',
    'accept?': 'text',
    'operation?': 'text',
    'initiator?': initiators,
  },
  response: {
    ...flow,
    status: 'status',
    'contentType?': 'text',
    'length?': 'size',
    'headerBytes?': 'size',
    'encoding?': 'text',
    'unread?': 'flag',
  },
  chunk: { ...flow, ...head, bytes: 'size' },
  finish: {
    ...flow,
    ...head,
    outcome: ['ok', 'error', 'abort', 'timeout'],
    'bytes?': 'size',
  },
  timing: {
    at: 'time',
    doc: 'word',
    url: 'url',
    start: 'time',
    'asked?': 'time',
    first: 'time',
    end: 'time',
    encoded: 'size',
    decoded: 'size',
    'protocol?': 'word',
    'status?': 'status',
    'cached?': 'flag',
    'initiator?': initiators,
    'revalidated?': 'flag',
  },
  network: {
    at: 'time',
    'doc?': 'word',
    'id?': 'number',
    method: 'word',
    url: 'url',
    start: 'time',
    'end?': 'time',
    'status?': 'status',
    'sent?': 'size',
    'received?': 'size',
    'brokenOff?': 'flag',
    'head?': 'size',
    'body?': 'size',
    'chunked?': 'flag',
    'protocol?': 'word',
    'connection?': 'word',
    'cached?': 'flag',
    'besides?': 'size',
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
    bytes: 'size',
    'kind?': ['text', 'binary', 'comment'],
    'name?': 'text',
    'eventId?': 'text',
    'channel?': 'number',
    'unheard?': 'flag',
  },
  messages: {
    ...flow,
    ...head,
    dir: ['in', 'out'],
    count: 'count',
    columns: 'text',
    'kind?': ['text', 'binary'],
    'name?': 'text',
    'channel?': 'number',
  },
  close: {
    ...flow,
    by: ['page', 'remote', 'error'],
    'code?': 'code',
    'reason?': 'text',
    'clean?': 'flag',
    'retrying?': 'flag',
  },
  channel: {
    ...flow,
    channel: 'number',
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
    sent: 'size',
    received: 'size',
    packetsSent: 'count',
    packetsReceived: 'count',
    packetsLost: 'count',
    'local?': 'word',
    'remote?': 'word',
    'transport?': 'word',
    'rtt?': 'duration',
    'jitter?': 'duration',
    'framesPerSecond?': 'rate',
    'codecs?': 'text',
    'media?': 'flag',
  },
  lost: {
    at: 'time',
    'doc?': 'word',
    events: 'count',
    'payloads?': 'count',
    why: ['flood', 'buffer', 'relay', 'shape', 'paused', 'ended', 'implausible'],
  },
  unhooked: { at: 'time', url: 'url', context: contexts, why: 'text' },
}

/** UTF-16 units of a `word`: an id, a method, a state. */
const maxWordLength = 200
/** UTF-16 units. Many servers refuse URLs of this length; a longer one is mostly a `data:` URL, which is no traffic. */
const maxUrlLength = 8192
/**
 * UTF-16 units of a payload: base64 of the longest streamed chunk (1 MiB) with room to spare. The hooks cut payloads, so a longer
 * one did not come from them.
 */
const maxTextLength = 2_000_000

/**
 * The largest number of each kind. Any clock may have written a file, so that times need not be of our days; but sums of all that a
 * file can hold have to stay finite, and times within what can be written as a date.
 */
const largest: Record<NumberKind, number> = {
  time: latestTime,
  // A day in ms: no round trip takes longer.
  duration: 86_400_000,
  // Frames a second: beyond any screen.
  rate: 10_000,
  // The name of a request, connection or data channel: nobody counts with it.
  number: Number.MAX_SAFE_INTEGER,
  // Sums of so many in each of a million events are exact.
  count: 2 ** 32,
  // Far more bytes than any request has, and small enough that sums stay exact.
  size: 2 ** 44,
  // Three digits (RFC 9110, 15).
  status: 999,
  // 16 bits for a WebSocket (RFC 6455, 5.5.1), 32 for a WebTransport session.
  code: 2 ** 32 - 1,
}
/** Whether a value is of a kind and within its limit. */
type Test = (value: unknown) => boolean

const isTextUpTo =
  (length: number): Test =>
  (value) =>
    typeof value === 'string' && value.length <= length

const isNumberUpTo =
  (limit: number): Test =>
  (value) =>
    typeof value === 'number' && value >= 0 && value <= limit

const isWholeUpTo =
  (limit: number): Test =>
  (value) =>
    typeof value === 'number' && value >= 0 && value <= limit && Number.isInteger(value)

const tests: Record<NumberKind | 'word' | 'url' | 'text' | 'flag', Test> = {
  word: isTextUpTo(maxWordLength),
  url: isTextUpTo(maxUrlLength),
  text: isTextUpTo(maxTextLength),
  flag: (value) => typeof value === 'boolean',
  time: isNumberUpTo(largest.time),
  duration: isNumberUpTo(largest.duration),
  rate: isNumberUpTo(largest.rate),
  number: isWholeUpTo(largest.number),
  count: isWholeUpTo(largest.count),
  size: isWholeUpTo(largest.size),
  status: isWholeUpTo(largest.status),
  code: isWholeUpTo(largest.code),
}

/** What tells whether a value is of this kind and within its limit: looked up once, as every event of a file is checked. */
export const testOf = (kind: FieldKind): Test =>
  typeof kind === 'string' ? tests[kind] : (value) => typeof value === 'string' && kind.includes(value)
