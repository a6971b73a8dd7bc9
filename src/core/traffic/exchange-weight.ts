import type { Bytes } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import type { BodyPieces } from './body.ts'
import { wholeOf } from './broken-off.ts'
import type { Exchange } from './exchange.ts'
import type { ExchangeWeight, Weight, WeightModel } from './weight.ts'

/**
 * Notes what a finished exchange weighs by the model. Its stream has booked the request and the pieces of the body so far, and, of an
 * answer that is an update, `bodyBytes` as useful (`session/count-answer.ts`).
 */
export function beginWeight(exchange: Exchange, model: WeightModel): void {
  const { headBytes, bodyBytes, news } = model
  const { down, useful: read } = exchange.body ?? noPieces
  const useful = news ? bodyBytes : read
  const booked = { up: exchange.upBytes, down, useful, measured: 0, head: 0, fromCache: false }
  exchange.weight = { headBytes, bodyBytes, news, booked }
}

/**
 * Weighs a finished exchange by all that is known of it by now: hook, resource timing and network log, whichever came first.
 * @returns the weight for its stream to book from now on
 */
export function weighAgain(exchange: Exchange, weight: ExchangeWeight): Weight {
  weight.booked = withLog(exchange, withTiming(exchange, weight, byModel(exchange, weight)))
  return weight.booked
}

/** A response from the cache costs nothing. */
const cachedWeight: Weight = { up: 0, down: 0, useful: 0, measured: 0, head: 0, fromCache: true }

function byModel(exchange: Exchange, { headBytes, bodyBytes, news }: WeightModel): Weight {
  const { down, useful } = exchange.body ?? noPieces
  return {
    up: exchange.upBytes,
    down: headBytes + bodyBytes + down,
    useful: news ? bodyBytes : useful,
    measured: 0,
    head: headBytes,
    fromCache: false,
  }
}

/** The resource timing knows the size of the body as it came, or that there was none. */
function withTiming({ timing, body }: Exchange, { headBytes, news }: WeightModel, weight: Weight): Weight {
  if (!timing) return weight
  if (timing.cached) return cachedWeight
  if (timing.revalidated) return { ...weight, down: headBytes, useful: 0 }
  // 0 where the server does not allow its sizes to be read.
  if (timing.encoded === 0) return weight
  return {
    up: weight.up,
    down: headBytes + timing.encoded + (body?.framingBytes ?? 0),
    useful: news ? timing.encoded : weight.useful,
    measured: timing.encoded,
    head: weight.head,
    fromCache: false,
  }
}

/** The network log knows heads too, and so it has the last word. */
function withLog(exchange: Exchange, weight: Weight): Weight {
  const { networkLog: log } = exchange
  if (!log) return weight
  if (log.cached) return cachedWeight
  const sent = log.sent === undefined ? { bytes: weight.up, measured: 0 } : { bytes: log.sent, measured: log.sent }
  const down = responseBytes(log, weight.down, exchange.body ?? noPieces)
  // After a 304 the cache gave the body out again: none of it came over the network.
  const useful = log.status === 304 ? 0 : Math.min(weight.useful, down.bytes)
  const counted = down.measured === undefined ? weight.measured : down.measured
  const head = log.head ?? headOf(exchange, log, down.measured) ?? weight.head
  return { up: sent.bytes, down: down.bytes, useful, measured: sent.measured + counted, head, fromCache: false }
}

/** The response head: what a whole response without its body leaves, if it is known what both took on the wire. */
function headOf(
  { weight, timing, body }: Exchange,
  { status }: NetworkEvent,
  whole: Bytes | undefined,
): Bytes | undefined {
  if (whole === undefined) return undefined
  if (status === 304) return whole
  const bodyBytes = timing?.encoded || (weight?.bodyBytes ?? 0) + (body?.down ?? 0)
  // A body that came compressed is known by its decoded size only, which may be longer than the whole response.
  return whole - bodyBytes >= smallestHead ? whole - bodyBytes : undefined
}

/** A status line and a date. */
const smallestHead: Bytes = 50

/** Framing of a body that came in one chunk, as small ones do, and of the last chunk, which is empty (RFC 9112, 7.1). */
function chunkedFraming({ chunked, body = 0, protocol = '' }: NetworkEvent): Bytes {
  if (!chunked) return 0
  return chunkFramingBytes(0, protocol) + (body > 0 ? chunkFramingBytes(body, protocol) : 0)
}

const noPieces = { down: 0, framingBytes: 0, lastDown: 0, useful: 0 }

/**
 * Bytes of a response by the network log.
 * @param model bytes of the response without the log
 * @param pieces the pieces that the page has read of a body that streamed
 */
function responseBytes(
  log: NetworkEvent,
  model: Bytes,
  pieces: Pick<BodyPieces, 'down' | 'framingBytes' | 'lastDown'>,
): { bytes: Bytes; measured: Bytes | undefined } {
  const { received, head, body } = log
  if (received !== undefined)
    return { bytes: log.brokenOff ? wholeOf(received, head, pieces) : received, measured: received }
  if (head === undefined || body === undefined) return { bytes: model, measured: undefined }
  return { bytes: head + body + (pieces.framingBytes || chunkedFraming(log)), measured: head + body }
}
