import { emptyTally } from '../base/tally.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import { createFeedTrace } from '../content/feed-trace.ts'
import { createLikeness } from '../content/likeness.ts'
import type { ConnectionApi } from '../event/connection-events.ts'
import type { Context, Initiator } from '../event/event.ts'
import type { Protocol } from '../protocol/protocol.ts'
import type { Attempt } from '../traffic/attempt.ts'
import type { Cause } from '../traffic/cause.ts'
import type { Exchange } from '../traffic/exchange.ts'
import type { Origin } from '../traffic/origin.ts'
import type { Peer } from '../traffic/peer.ts'
import type { Visibility } from '../traffic/visibility.ts'
import { createJudgement } from '../verdict/verdict.ts'
import type { Requester } from '../wire-size/http-bytes.ts'
import { createAnswers } from './parts/answers.ts'
import { createByteLedger } from './parts/byte-ledger.ts'
import { createConnectionLife } from './parts/connection-life.ts'
import { createConversation } from './parts/conversation.ts'
import { createDeliveries } from './parts/deliveries.ts'
import { createHiddenTraffic } from './parts/hidden-traffic.ts'
import { createMessageLog } from './parts/message-log.ts'
import { createNews } from './parts/news.ts'
import { createPayloadSample } from './parts/payload-sample.ts'
import { createReplay } from './parts/replay.ts'
import { createRequests } from './parts/requests.ts'
import { createSamples, type ExchangeSample } from './parts/samples.ts'
import { createStreamedBodies } from './parts/streamed-bodies.ts'
import { createWakeUps, noteActivity } from './parts/wake-ups.ts'
import type { StreamParts } from './stream-parts.ts'

/** The traffic that makes up a stream: exchanges of one key, responses of one key that stream, or one connection object. */
export type StreamKind = 'exchanges' | 'streamed' | ConnectionApi | 'beacon'

/** One sustained flow between the page and one server or peer by one technique: the unit that is classified and costed. */
export interface Stream extends StreamIdentity, StreamParts<StreamExchange> {
  channel: Channel
  status: 'open' | 'closed' | 'failed'
  lastAt: Moment
  /** The stream that this one has turned out to be a part of; nothing happens in this one any more. */
  mergedInto: Stream | undefined
  /** Raised by every change, so that figures that are computed from a stream can be kept until then. */
  revision: number
  /** The connection as it is now, or was last: an EventSource has several, one after another. */
  attempt: StreamAttempt | undefined
  /** Set on a peer connection. */
  peer: Peer | undefined
  /** Set on both streams of two pollers that ask one URL. */
  pollers: Pollers | undefined
  formerPollers: FormerPollers | undefined
}

/** The facts that a stream begins with. `kind`, `url` and `protocol` may change as more of its traffic is seen. */
export interface StreamIdentity {
  id: string
  kind: StreamKind
  key: string
  /** The key for people: the URL, changing parts as `*`. */
  url: string
  /** A URL as it was really requested, for models of bytes. */
  sampleUrl: string
  origin: Origin
  method: string
  document: DocumentFacts
  /** Context and hooks of the document when the stream began. */
  context: Context
  unhooked: boolean
  protocol: Protocol | undefined
  /** The operation that the body of its first request names, such as `operation:Quotes`; '' where it names none. */
  operation: string
  /** What loads it, where that is an element of the page: such a stream is listed only if it is asked for again and again. */
  initiator: Initiator | undefined
  firstAt: Moment
}

/** A request of a stream. */
export interface StreamExchange extends Exchange {
  /** The stream that the request is counted in; `streamOf` follows merges. */
  stream: Stream
}

/** A connection of a stream. */
export interface StreamAttempt extends Attempt {
  stream: Stream
}

export type StreamSample = ExchangeSample<StreamExchange>

/** Streams that serve one purpose, such as a long poll and its sender. */
export interface Channel {
  id: string
  members: Set<Stream>
}

/** A page, frame or worker, as far as its streams ask for it. */
export interface DocumentFacts {
  /** The name that events call it by. */
  name: string
  url: string
  context: Context
  /** Known from the network log only. */
  unhooked: boolean
  visibility: Visibility
  origin: Origin
  /** Who asks, for the models of request heads. */
  requester: Requester
  /** Keys, clicks and scrolls, and pushed messages: causes of requests. */
  input: Cause
  push: Cause
  streams: Stream[]
  failedSockets: FailedSocket[]
}

/** A socket that never opened, and when that was known. */
export interface FailedSocket {
  stream: Stream
  host: string
  at: Moment
}

/** One of two pollers of a URL, and its last request that was on time. */
export interface Clock {
  stream: Stream
  period: Milliseconds
  lastOnTime: Moment
}

/** Two pollers of one URL, each a stream of its own: a request is the one's whose clock it fits. */
export interface Pollers {
  clocks: readonly [Clock, Clock]
  /** Which of the last eight requests fitted neither clock, a bit each. */
  strays: number
}

/** The last pair of pollers that was found in a stream, to recognise both if they poll again. */
export interface FormerPollers {
  /** The other poller's stream and period, and the period of the stream that holds this record. */
  stream: Stream
  period: Milliseconds
  ownPeriod: Milliseconds
}

/** Makes a stream, which `group/channel.ts` puts among the members of its channel. */
export function createStream(identity: StreamIdentity, channel: Channel): Stream {
  // Field by field: a spread of this many makes the engine keep each stream as a hash table.
  return {
    id: identity.id,
    kind: identity.kind,
    key: identity.key,
    url: identity.url,
    sampleUrl: identity.sampleUrl,
    origin: identity.origin,
    method: identity.method,
    document: identity.document,
    context: identity.context,
    unhooked: identity.unhooked,
    protocol: identity.protocol,
    operation: identity.operation,
    initiator: identity.initiator,
    firstAt: identity.firstAt,
    channel,
    status: 'open',
    lastAt: identity.firstAt,
    mergedInto: undefined,
    revision: 0,
    attempt: undefined,
    peer: undefined,
    pollers: undefined,
    formerPollers: undefined,
    messages: createMessageLog(),
    in: emptyTally(),
    out: emptyTally(),
    payloadOut: emptyTally(),
    bytes: createByteLedger(),
    news: createNews(),
    answers: createAnswers(),
    requests: createRequests(identity.firstAt),
    hidden: createHiddenTraffic(),
    samples: createSamples(),
    connection: createConnectionLife(),
    conversation: createConversation(),
    wakeUps: createWakeUps(),
    streamed: createStreamedBodies(),
    likeness: createLikeness(),
    feedTrace: createFeedTrace(),
    replay: createReplay(),
    deliveries: createDeliveries(),
    sampleIn: createPayloadSample(),
    sampleOut: createPayloadSample(),
    judgement: createJudgement(),
  }
}

/** The stream that a request or connection belongs to by now: the one that it was asked for may have become part of another. */
export function streamOf({ stream }: { stream: Stream }): Stream {
  let found = stream
  while (found.mergedInto) found = found.mergedInto
  return found
}

/** Notes that figures computed from the stream are out of date. */
export function changed(stream: Stream): void {
  stream.revision++
}

/** Notes activity on the wire at this time. @param idle the activity is a heartbeat */
export function touch(stream: Stream, at: Moment, idle = false): void {
  noteActivity(stream.wakeUps, at, idle)
  noteTime(stream, at)
}

/** Notes that the stream went on until this time. */
export function noteTime(stream: Stream, at: Moment): void {
  if (at > stream.lastAt) stream.lastAt = at
  changed(stream)
}

/** Says how the stream stands. A stream that was closed opens again with its next request or connection. */
export function setStatus(stream: Stream, status: Stream['status']): void {
  stream.status = status
}

/** Shows the stream under another URL: one in which more parts are known to change. */
export function showUrl(stream: Stream, url: string): void {
  stream.url = url
}

/** Makes the stream one of streamed responses, whose messages are counted one by one. */
export function becomeStreamed(stream: Stream): void {
  stream.kind = 'streamed'
}

/** Notes the library that the stream turns out to be of. */
export function recognise(stream: Stream, protocol: Protocol): void {
  stream.protocol = protocol
}
