import type { Nearness } from './cause.ts'
import type { Decoder } from './decode/decoder.ts'
import type { Framing } from './decode/decoders.ts'
import type { NetworkEvent, Outcome, RequestEvent } from './event.ts'
import type { Stream } from './stream.ts'
import type { Bytes, Milliseconds } from './units.ts'

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
  decoder: Decoder | undefined
  utf8: TextDecoderLike | undefined
  received: Bytes
  chunks: number
  lastChunk: Milliseconds
  silences: number
  silentFor: Milliseconds
  /** The first pieces of a body that may yet turn out to stream. */
  held: { at: Milliseconds; bytes: Bytes; text: string | undefined }[]
  /** What the resource timing said. */
  network: { end: Milliseconds; decoded: Bytes; encoded: Bytes; cached: boolean; revalidated: boolean } | undefined
  /** What the network log said. */
  log: NetworkEvent | undefined
  /** Of a body that streams: what its pieces have added to the stream's way down, and how much of that is framing. */
  streamedDown: Bytes
  framedDown: Bytes
  /** Set when it is over. */
  settled: Settled | undefined
}

/** What a finished exchange weighs by the model, and what its stream has been given for it by now. */
export interface Settled {
  headBytes: Bytes
  bodyBytes: Bytes
  news: boolean
  given: Weight
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
}
