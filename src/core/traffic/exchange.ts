import type { Bytes, Milliseconds } from '../base/units.ts'
import type { NetworkEvent, RequestEvent } from '../event/event.ts'
import type { Framing } from '../framing/decoders.ts'
import type { Stream } from '../stream/stream.ts'
import type { BodyPieces } from './body.ts'
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
  headAt: Milliseconds | undefined
  /** Length that the server announced, if it did and did not encode the body. */
  contentLength: Bytes | undefined
  headerBytes: Bytes | undefined
  framing: Framing
  /** Messages are counted one by one, because the type says so or because the timing does. */
  streaming: boolean
  body: BodyPieces | undefined
  /** What the resource timing said. */
  timing: { end: Milliseconds; decoded: Bytes; encoded: Bytes; cached: boolean; revalidated: boolean } | undefined
  /** What the network log said. */
  networkLog: NetworkEvent | undefined
  /** Set when it is over. */
  weight: ExchangeWeight | undefined
}

/** What a finished exchange weighs by the model, and what its stream has been given for it by now. */
export interface ExchangeWeight {
  headBytes: Bytes
  bodyBytes: Bytes
  news: boolean
  counted: Weight
}

/** The pieces of an exchange, which have none until the first is asked for. */
export function bodyOf(exchange: Exchange): BodyPieces {
  exchange.body ??= {
    count: 0,
    bytes: 0,
    lastAt: exchange.headAt ?? exchange.start,
    blanks: 0,
    silences: 0,
    silentFor: 0,
    buffered: [],
    utf8: undefined,
    decoder: undefined,
    down: 0,
    framing: 0,
    lastDown: 0,
    useful: 0,
  }
  return exchange.body
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
/** The browser tells of what came over the network; of other sites' answers it does not, unless they allow it. */
export const isFromNetwork = ({ cached, encoded }: NonNullable<Exchange['timing']>) => !cached && encoded > 0
