import { emptyTally, type Tally } from '../base/tally.ts'
import type { Bytes, Milliseconds } from '../base/units.ts'
import { createLikeness, type Likeness } from '../content/likeness.ts'
import type { ConnectionApi, Context } from '../event/event.ts'
import type { Protocol } from '../protocol/protocol.ts'
import type { Attempt } from '../traffic/attempt.ts'
import type { Exchange } from '../traffic/exchange.ts'
import type { Origin } from '../traffic/origin.ts'
import type { Peer } from '../traffic/peer.ts'
import { createJudgement, type Judgement } from '../verdict/verdict.ts'
import { createMessageLog, type MessageLog } from './parts/message-log.ts'
import { createReplay, type Replay } from './parts/replay.ts'
import type { ExchangeSample } from './parts/sample.ts'

/** What a stream is made of: exchanges of one key, one response that streams, or one connection object. */
export type StreamKind = 'exchanges' | 'streamed' | ConnectionApi | 'beacon'

export type WasteReason = 'not-modified' | 'no-content' | 'empty' | 'same' | 'no-op' | 'heartbeat' | 'failed'

/** One sustained flow: the unit that is classified and costed. Changed by `applyEvent` alone. */
export interface Stream {
  id: string
  channel: string
  kind: StreamKind
  key: string
  /** The key for people: the URL, changing parts as `*`. */
  url: string
  /** A URL as it was really requested, for models of bytes. */
  sampleUrl: string
  /** The server that it talks to. */
  origin: Origin
  method: string
  doc: string
  context: Context
  /** No hook sees it: everything is known from the network log. */
  unhooked: boolean
  protocol: Protocol | undefined
  /** What the body of its first request names. */
  operation: string
  subprotocol: string
  extensions: string
  status: 'open' | 'closed' | 'failed'
  firstAt: Milliseconds
  lastAt: Milliseconds
  /** The one that this has turned out to be; nothing happens in this one any more. */
  mergedInto: Stream | undefined
  /** Bumped by every change, so that what is computed from a stream can be kept until then. */
  revision: number

  log: MessageLog
  in: Tally
  out: Tally
  updates: number
  wasted: number
  wastedBy: Partial<Record<WasteReason, number>>
  /** Answers whose body the page did not let us see: whether they were news is not known. */
  unseenBodies: number
  truncated: number
  /** Bytes of payload that were news to the page. */
  usefulDown: Bytes
  /** What the page sent up and was not a heartbeat: messages, or the questions of a poller (see `payloadOf`). */
  said: Tally
  bytesUp: Bytes
  bytesDown: Bytes
  /** The part of both that was counted rather than modelled. */
  measuredBytes: Bytes
  /** Heads of answers that came over the network, and how many: what another technique would be answered with. */
  headsDown: Bytes
  heads: number
  /** Requests that the browser's cache answered. */
  cached: number

  /** Connections that the network log names, the first few. */
  connections: Set<string>

  // Exchanges
  requests: number
  responses: number
  failures: number
  /** When the last request began. */
  lastAsked: Milliseconds
  /** Requests under way, oldest first; how many, and since when the oldest. */
  underWay: Set<Exchange>
  pending: number
  pendingSince: Milliseconds | undefined
  /** Answers with an empty list or object where news would be. */
  emptyLists: number
  /** The rest of the last of those. */
  lastEmpty: string | undefined
  /** Answers to messages sent up that brought nothing else, and those of them that had no body at all by their status. */
  acknowledged: number
  acknowledgedBare: number
  /** The last exchanges, in order of their end; the rules need no more. */
  samples: ExchangeSample[]
  /** Of the last answer that was not empty, and of those to the last questions. */
  lastSignature: string | undefined
  signatures: Map<number, string>
  heldMs: Milliseconds
  /** Longest time from a request to its first byte. */
  longestWait: Milliseconds
  contentTypes: Set<string>
  /** Set on a streamed response. */
  streamed:
    | {
        declared: boolean
        chunks: number
        silences: number
        bodies: number
        open: number
        ended: number
        /** Of the bodies that are over, the one that took longest. */
        longest: Milliseconds
      }
    | undefined

  /** The two pollers that its requests have turned out to be of; it is one of them. */
  pollers: Pollers | undefined
  /** What it was told apart from before, should that come again. */
  parted: FormerPollers | undefined

  settled: Judgement
  likeness: Likeness
  replay: Replay

  // Connections
  opens: number
  closes: number
  /** Goes that failed, and connections that were cut: not those that the page closed, or that ended as they should. */
  broken: number
  openedAt: Milliseconds | undefined
  connectMs: Milliseconds | undefined
  adopted: boolean
  /** That it was made is all that is known of it. */
  unseen: boolean
  closeCode: number | undefined
  closeReason: string | undefined
  unsolicited: number
  answered: number
  awaitingAnswer: boolean
  /** The last message that went out was a heartbeat. */
  beating: boolean
  /** The last that an event of an EventSource was told with. */
  eventId: string
  /** Wake-ups, those of them that heartbeats alone are to blame for, and the last one; see `touch`. */
  wakeups: number
  idleWakeups: number
  wokenAt: Milliseconds
  wokenIdly: boolean
  /** The connection as it is now, or was last: an EventSource has several, one after another. */
  attempt: Attempt | undefined

  // Peer connections
  peer: Peer | undefined
}

type Identity = Pick<
  Stream,
  | 'id'
  | 'channel'
  | 'kind'
  | 'key'
  | 'url'
  | 'sampleUrl'
  | 'origin'
  | 'method'
  | 'doc'
  | 'context'
  | 'unhooked'
  | 'protocol'
  | 'operation'
  | 'firstAt'
>

export function createStream(identity: Identity): Stream {
  // Field by field: a spread of this many makes the engine keep each stream as a hash table.
  return {
    id: identity.id,
    channel: identity.channel,
    kind: identity.kind,
    key: identity.key,
    url: identity.url,
    sampleUrl: identity.sampleUrl,
    origin: identity.origin,
    method: identity.method,
    doc: identity.doc,
    context: identity.context,
    unhooked: identity.unhooked,
    protocol: identity.protocol,
    operation: identity.operation,
    firstAt: identity.firstAt,
    subprotocol: '',
    extensions: '',
    status: 'open',
    lastAt: identity.firstAt,
    mergedInto: undefined,
    revision: 0,
    log: createMessageLog(),
    in: emptyTally(),
    out: emptyTally(),
    updates: 0,
    wasted: 0,
    wastedBy: {},
    unseenBodies: 0,
    truncated: 0,
    usefulDown: 0,
    said: emptyTally(),
    bytesUp: 0,
    bytesDown: 0,
    measuredBytes: 0,
    headsDown: 0,
    heads: 0,
    cached: 0,
    connections: new Set(),
    requests: 0,
    responses: 0,
    failures: 0,
    lastAsked: identity.firstAt,
    underWay: new Set(),
    pending: 0,
    pendingSince: undefined,
    emptyLists: 0,
    lastEmpty: undefined,
    acknowledged: 0,
    acknowledgedBare: 0,
    samples: [],
    lastSignature: undefined,
    signatures: new Map(),
    heldMs: 0,
    longestWait: 0,
    contentTypes: new Set(),
    streamed: undefined,
    pollers: undefined,
    parted: undefined,
    settled: createJudgement(),
    likeness: createLikeness(),
    replay: createReplay(),
    opens: 0,
    closes: 0,
    broken: 0,
    openedAt: undefined,
    connectMs: undefined,
    adopted: false,
    unseen: false,
    closeCode: undefined,
    closeReason: undefined,
    unsolicited: 0,
    answered: 0,
    awaitingAnswer: false,
    beating: false,
    eventId: '',
    wakeups: 0,
    idleWakeups: 0,
    wokenAt: Number.NEGATIVE_INFINITY,
    wokenIdly: false,
    attempt: undefined,
    peer: undefined,
  }
}

/** Counts the answer to a message sent up that brought nothing else. */
export function addAcknowledged(stream: Stream, status: number): void {
  stream.acknowledged++
  if (hasNoBody(status)) stream.acknowledgedBare++
}

/** RFC 9110, 15.3.5 and 15.3.6. */
export const hasNoBody = (status: number) => status === 204 || status === 205

/** Counts something that carried no news. */
export function addWaste(stream: Stream, reason: WasteReason): void {
  stream.wasted++
  stream.wastedBy[reason] = (stream.wastedBy[reason] ?? 0) + 1
}
/** One of two pollers of a URL, and when it asked last. */
export interface Clock {
  stream: Stream
  period: Milliseconds
  last: Milliseconds
}

/** Two pollers of one URL, each a stream of its own: which of them asks is told by when it does. */
export interface Pollers {
  clocks: readonly [Clock, Clock]
  /** Which of the last requests neither was expected to make, a bit each. */
  strays: number
}

/** What was told apart before, and has not been since one of them ended or both lost their beat. */
export interface FormerPollers {
  stream: Stream
  period: Milliseconds
  ownPeriod: Milliseconds
}
/** A socket that never opened, and when that was known. */
export interface FailedSocket {
  stream: Stream
  host: string
  at: Milliseconds
}
/** The stream of something that began in one which has been merged into another since. */
export function streamOf({ stream }: { stream: Stream }): Stream {
  let one = stream
  while (one.mergedInto) one = one.mergedInto
  return one
}
