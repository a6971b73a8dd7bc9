import { addBounded, setBounded } from '../base/bounded-map.ts'
import type { Moment } from '../base/units.ts'
import type { Initiator } from '../event/event.ts'
import { type Protocol, withoutQuery } from '../protocol/protocol.ts'
import { protocolOf } from '../protocol/protocols.ts'
import { signalR } from '../protocol/signal-r.ts'
import {
  type Channel,
  changed,
  createStream,
  type DocumentFacts,
  recognise,
  type Stream,
  type StreamKind,
} from '../stream/stream.ts'
import type { Watch } from '../stream/watch.ts'
import type { Origin } from '../traffic/origin.ts'

/** All streams of a session, and the channels that join those of one purpose. */
export interface Streams {
  all: Stream[]
  /** How many were begun: the next one is named after it. */
  begun: number
  /** How many were begun, or would have been, since some were let go for the last time (`session/let-go.ts`). */
  sinceLetGo: number
  /** Channels by key: the newest; a stream of a key that was forgotten begins a channel of its own. */
  channels: Map<string, Channel>
  channelCount: number
  /** Channels that a negotiation has begun. */
  negotiated: Set<string>
  /** Hears what is counted, if anybody does. */
  watch: Watch | undefined
}

/**
 * A stream takes some 10 kB. Requests and connections that would begin another are counted as lost: a list of so many is beyond reading, and without a
 * limit a page of ever new URLs would fill the memory.
 */
const maxStreams = 10_000
const maxChannelKeys = 2 * maxStreams
/** The last quarter is for pages: frames and workers, of whatever sites, leave the page that holds them a place for its own. */
const maxBesidePages = 7500
const maxNegotiated = 1024

export const createStreams = (watch?: Watch): Streams => ({
  all: [],
  begun: 0,
  sinceLetGo: 0,
  channels: new Map(),
  channelCount: 0,
  negotiated: new Set(),
  watch,
})

/** Whether a new request or connection of a document finds no place any more. */
export const isFull = ({ all }: Streams, { context }: DocumentFacts): boolean =>
  all.length >= (context === 'page' ? maxStreams : maxBesidePages)

/** Names and addresses of a stream when it begins. */
export interface StreamNames {
  key: string
  url: string
  sampleUrl: string
  method: string
  origin: Origin
  /** Streams with one channel key serve one purpose; the key itself where none is named. */
  channelKey?: string
  /** The operation that the body of its first request names, such as `operation:Quotes`; '' where it names none. */
  operation?: string
  /** What loads it, where that is an element of the page. */
  initiator?: Initiator | undefined
}

/** Makes a stream and puts it into its channel. */
export function addStream(
  streams: Streams,
  document: DocumentFacts,
  kind: StreamKind,
  at: Moment,
  names: StreamNames,
): Stream {
  const { sampleUrl, operation = '' } = names
  const protocol = protocolOf({ url: sampleUrl, operation }) ?? negotiatedFor(streams, document, sampleUrl)
  const channelKey = `${document.name} ${protocol ? protocol.channelKey(sampleUrl) : (names.channelKey ?? names.key)}`
  if (protocol === signalR) addBounded(streams.negotiated, channelKey, maxNegotiated)
  const channel = streams.channels.get(channelKey) ?? addChannel(streams, document, protocol, channelKey, sampleUrl)
  const identity = {
    id: `s${++streams.begun}`,
    kind,
    key: names.key,
    url: names.url,
    sampleUrl,
    origin: names.origin,
    method: names.method,
    document,
    context: document.context,
    unhooked: document.unhooked,
    protocol,
    operation,
    initiator: names.initiator,
    firstAt: at,
  }
  const stream = createStream(identity, channel)
  streams.all.push(stream)
  document.streams.push(stream)
  joinChannel(stream, channel)
  return stream
}

/**
 * Looks at the second request of a stream for the library, where the first did not show it: a player asks for a live playlist before it knows
 * that it may wait for the next part.
 */
export function lookForLibrary(stream: Stream, url: string): void {
  if (stream.protocol || stream.requests.count !== 1 || stream.sampleUrl === url) return
  const protocol = protocolOf({ url, operation: stream.operation })
  if (protocol) recognise(stream, protocol)
}

/** The protocol that was negotiated for this URL, which says nothing by itself. */
function negotiatedFor({ negotiated }: Streams, { name }: DocumentFacts, url: string): Protocol | undefined {
  return negotiated.has(`${name} ${signalR.channelKey(url)}`) ? signalR : undefined
}

function addChannel(
  streams: Streams,
  document: DocumentFacts,
  protocol: Protocol | undefined,
  key: string,
  url: string,
): Channel {
  const channel: Channel = { id: `c${++streams.channelCount}`, members: new Set() }
  setBounded(streams.channels, key, channel, maxChannelKeys)
  if (protocol?.precedingUrl) takeUp(document, protocol, protocol.precedingUrl(url), channel)
  return channel
}

/** The request with which a connection of a library began is recognised as the library's once the library is known. */
function takeUp({ streams }: DocumentFacts, protocol: Protocol, url: string, channel: Channel): void {
  const before = streams.findLast(({ sampleUrl }) => withoutQuery(sampleUrl) === url)
  if (!before || before.protocol) return
  recognise(before, protocol)
  joinChannel(before, channel)
}

/** Puts a stream that has just begun into the channel of the library's session that its URL names: a long poll and its sender. */
export function joinBySession(streams: Streams, stream: Stream, key: string): void {
  const channel = streams.channels.get(key)
  if (channel === undefined) setBounded(streams.channels, key, stream.channel, maxChannelKeys)
  else if (stream.requests.count === 0) joinChannel(stream, channel)
}

/** Puts a stream into a channel, and out of the one that it was in. */
export function joinChannel(stream: Stream, channel: Channel): void {
  stream.channel.members.delete(stream)
  channel.members.add(stream)
  stream.channel = channel
  changed(stream)
}
