import type { Bytes, Milliseconds } from '../base/units.ts'
import type { NetworkEvent, Outcome, RequestEvent } from '../event/event.ts'
import type { Decoder } from '../framing/decoder.ts'
import type { Framing } from '../framing/decoders.ts'
import type { Stream, WasteReason } from '../stream/stream.ts'
import type { Nearness } from './cause.ts'

/** A request that is under way. It belongs to a stream and disappears into the stream's tallies when it is over. */
export interface Exchange {
  /** The one it was asked for; see `streamOf`. */
  stream: Stream
  doc: string
  id: number
  url: string
  method: string
  api: RequestEvent['api']
  start: Milliseconds
  sent: Bytes
  /** Head and body of the request, as added to the stream. */
  upBytes: Bytes
  cursor: string | undefined
  page: number | undefined
  cacheBusted: boolean
  question: number | undefined
  afterInput: Nearness
  afterPush: Nearness
  status: number
  contentType: string
  header: Milliseconds | undefined
  /** Length that the server announced, if it did and did not encode the body. */
  announced: Bytes | undefined
  headerBytes: Bytes | undefined
  framing: Framing
  /** Messages are counted one by one, because the type says so or because the timing does. */
  streaming: boolean
  pieces: Pieces | undefined
  /** What the resource timing said. */
  network: { end: Milliseconds; decoded: Bytes; encoded: Bytes; cached: boolean; revalidated: boolean } | undefined
  /** What the network log said. */
  log: NetworkEvent | undefined
  /** Set when it is over. */
  settled: Settled | undefined
}

/** A body as the page reads it, piece by piece. Few bodies are. */
export interface Pieces {
  count: number
  bytes: Bytes
  lastAt: Milliseconds
  /** Pieces of nothing but line ends and spaces. */
  blanks: number
  silences: number
  silentFor: Milliseconds
  /** The first ones, while it is not known whether the body streams. */
  held: { at: Milliseconds; bytes: Bytes; text: string | undefined }[]
  utf8: TextDecoderLike | undefined
  /** Of a body that streams: what they have added to the stream's way down, the part of it that frames them, and the last one's. */
  decoder: Decoder | undefined
  down: Bytes
  framing: Bytes
  lastDown: Bytes
  /** Of its messages, what was news. */
  useful: Bytes
}

/** What a finished exchange weighs by the model, and what its stream has been given for it by now. */
export interface Settled {
  headBytes: Bytes
  bodyBytes: Bytes
  news: boolean
  given: Weight
}

/** The pieces of an exchange, which have none until the first is asked for. */
export function piecesOf(exchange: Exchange): Pieces {
  exchange.pieces ??= {
    count: 0,
    bytes: 0,
    lastAt: exchange.header ?? exchange.start,
    blanks: 0,
    silences: 0,
    silentFor: 0,
    held: [],
    utf8: undefined,
    decoder: undefined,
    down: 0,
    framing: 0,
    lastDown: 0,
    useful: 0,
  }
  return exchange.pieces
}

/** Lets go of what a body that is over was read from; its sizes stay. */
export function forgetContents(pieces: Pieces): void {
  pieces.held = []
  pieces.utf8 = undefined
  pieces.decoder = undefined
}

/** What one exchange adds to its stream. */
export interface Weight {
  up: Bytes
  down: Bytes
  useful: Bytes
  measured: Bytes
  /** The head of the answer, as a part of `down`: 0 where none came over the network. */
  head: Bytes
}

/** A finished exchange, as the rules look at it. */
export interface ExchangeSample {
  start: Milliseconds
  /** When the server had something to say: its head, or all of an answer that is small. */
  header: Milliseconds
  end: Milliseconds
  status: number
  outcome: Outcome
  sent: Bytes
  received: Bytes
  news: boolean
  cacheBusted: boolean
  cursor: string | undefined
  page: number | undefined
  afterInput: Nearness
  afterPush: Nearness
  share: Share
}

/** What an answer was to the page: news, the bare word that a message has come, or nothing new. */
export type Answer = 'news' | 'acknowledged' | WasteReason

/** What one exchange has added to its stream by its end, besides bytes: kept for when the stream turns out to be two. */
export interface Share {
  exchange: Exchange
  answer: Answer | undefined
  responses: number
  failures: number
  updates: number
  /** What the page said in it: none where it failed, or was never answered. */
  said: number
  unseenBodies: number
  emptyLists: number
  truncated: number
}
