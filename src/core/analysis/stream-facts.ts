import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import type { StatsEvent } from '../event/connection-events.ts'
import type { Initiator, Outcome } from '../event/event.ts'
import { recentSamples } from '../stream/parts/samples.ts'
import type { Stream, StreamKind } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'

/**
 * The figures of a stream that the panel shows besides its `StreamAnalysis`. The facts are the stream itself as a read-only type:
 * they are always up to date, unlike an analysis, and reading them copies nothing.
 */
export interface StreamFacts {
  /** Name of the stream within its session, such as `s3`. */
  readonly id: string
  /** The kind of traffic: exchanges, streamed responses, beacons, or connections of one API. */
  readonly kind: StreamKind
  /** Raised by every change of the stream: figures that were computed at another revision are out of date. */
  readonly revision: number
  /** The status after the last event. The status in an analysis is also `closed` for a poller that has long been silent. */
  readonly status: 'open' | 'closed' | 'failed'
  /** Time of the stream's first event. */
  readonly firstAt: Moment
  /** Time of the stream's last event. */
  readonly lastAt: Moment
  /** Identity of the page, frame or worker: all streams of one document hold one object. */
  readonly document: object
  /** A URL as it was requested; that of the analysis is a pattern with `*`. */
  readonly sampleUrl: string
  /** The library that its addresses show. */
  readonly protocol: { readonly id: string } | undefined
  /** What loads it, where that is an element of the page. */
  readonly initiator: Initiator | undefined
  /** The verdict after its last exchanges, if there were enough to judge. */
  readonly judgement: { readonly verdict: { readonly technique: Technique } | undefined }
  /** Messages and bodies, in order of time. */
  readonly messages: MessageRows
  /** Numbers of requests, and those in flight. */
  readonly requests: RequestFacts
  /** Times of the last exchanges. */
  readonly samples: SampleFacts
  /** How the connections of the stream opened and closed. */
  readonly connection: ConnectionFacts
  /** Properties of the answers. */
  readonly answers: {
    /** The first media types of the answers, eight at most. */
    readonly contentTypes: ReadonlySet<string>
  }
  /** How much of the received data is known. */
  readonly news: {
    /** Payloads of which only the beginning, or nothing, was kept. */
    readonly truncated: number
  }
  /** States and statistics; undefined unless the stream is a peer connection. */
  readonly peer: PeerFacts | undefined
}

/** The requests of a stream of exchanges; a connection has the ones that opened it. */
export interface RequestFacts {
  /** Requests that have begun. */
  readonly count: number
  /** Requests that failed. */
  readonly failed: number
  /** Requests without an answer yet: only how many there are. */
  readonly inFlight: { readonly size: number }
  /** Start of the oldest request without an answer; undefined where there is none. */
  readonly inFlightSince: Moment | undefined
}

/** Times of finished exchanges, for the histograms. */
export interface SampleFacts {
  /** The last exchanges, in order of their end: `lastExchanges` gives those that the rules look at. */
  readonly kept: readonly {
    /** When the request began. */
    readonly start: Moment
    /** When the server had its answer: the response head, or the end of a small body. */
    readonly answeredAt: Moment
    /** When the answer was complete. */
    readonly end: Moment
    /** How the exchange ended. */
    readonly outcome: Outcome
  }[]
  /** Longest time from a request to its `answeredAt`, of all exchanges that got a response head. */
  readonly longestTimeToAnswer: Milliseconds
}

/** How the connections of a stream opened and closed, and what the two ends agreed on. */
export interface ConnectionFacts {
  /** How often a connection opened. */
  readonly opens: number
  /** How often a connection closed. */
  readonly closes: number
  /** Since when the connection is open; undefined while it is not. */
  readonly openedAt: Moment | undefined
  /** Time that the first connection took to open. */
  readonly connectMs: Milliseconds | undefined
  /** The connection was already open when the session began. */
  readonly adopted: boolean
  /** No source sees the messages of the connection, only that there is one. */
  readonly unseen: boolean
  /** Code of the last close; undefined where there was none. */
  readonly closeCode: number | undefined
  /** Reason that came with the last close; undefined where there was none. */
  readonly closeReason: string | undefined
  /** Subprotocol of a WebSocket; '' where none was agreed on. */
  readonly subprotocol: string
  /** Extensions of a WebSocket, such as `permessage-deflate`; '' where none were agreed on. */
  readonly extensions: string
  /** The network log's names of the connections that carried the stream, the last few: only how many there are. */
  readonly names: { readonly size: number }
}

/** States and statistics of a peer connection. */
export interface PeerFacts {
  /** Its `connectionState`. */
  readonly connection: string
  /** Its `iceConnectionState`. */
  readonly ice: string
  /** Its `signalingState`. */
  readonly signaling: string
  /** ICE candidates that the page gathered, by type. */
  readonly candidates: Readonly<Record<string, number>>
  /** Data channels by their numbers. */
  readonly channels: ReadonlyMap<number, DataChannelFacts>
  /** The browser's statistics for the time of this session; undefined before the first. */
  readonly stats: Readonly<StatsEvent> | undefined
  /** The connection carries audio or video. */
  readonly media: boolean
}

/** State and traffic of a data channel. */
export interface DataChannelFacts {
  /** The name that the page gave it; '' where none is known. */
  readonly label: string
  /** Its `readyState`. */
  readonly state: string
  /** Messages to the page. */
  readonly in: { readonly count: number; readonly bytes: Bytes }
  /** Messages from the page. */
  readonly out: { readonly count: number; readonly bytes: Bytes }
}

/** The message log of a stream, with a row for each message or body. Columns are indexed by row and may be longer than `length`. */
export interface MessageRows {
  /** Number of rows. */
  readonly length: number
  /** Time of the message, or of the end of the answer. */
  readonly at: ArrayLike<Moment>
  /** Size of the payload, whether or not the payload was kept. */
  readonly bytes: ArrayLike<Bytes>
  /** Properties of the message, as bits (`Row` in `stream/parts/message-log.ts`). */
  readonly bits: ArrayLike<number>
  /** HTTP status of an exchange, number of a data channel, or 0. */
  readonly code: ArrayLike<number>
  /** Time from request to end of answer, for exchanges. */
  readonly took: ArrayLike<Milliseconds>
  /** Payloads or their heads; undefined where no payload was seen, or it is no longer kept. */
  readonly payload: readonly (string | undefined)[]
  /** Types of server-sent events; other rows have no name. */
  readonly names: ReadonlyMap<number, string>
  /** Rows before this one have lost their payload, because the memory for payloads is used up. */
  readonly payloadFrom: number
}

/** The last exchanges of a stream, in order of their end: those that the rules look at. */
export const lastExchanges = ({ samples }: StreamFacts): SampleFacts['kept'] => recentSamples(samples)

/** The facts of a stream, for code outside the core. */
export const factsOf = (stream: Stream): StreamFacts => stream
