import type { Bytes } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import type { Stream } from '../stream/stream.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import type { BodyPieces } from './body.ts'
import { wholeOf } from './broken-off.ts'
import type { Exchange, ExchangeWeight, Weight } from './exchange.ts'

/** Notes what a finished exchange weighs by the model, of which `given` has been added to its stream already. */
export function settleBytes(
  stream: Stream,
  exchange: Exchange,
  model: Pick<ExchangeWeight, 'headBytes' | 'bodyBytes' | 'news'>,
): void {
  const { headBytes, bodyBytes, news } = model
  const { down, useful: read } = exchange.body ?? noPieces
  const given = { up: exchange.upBytes, down, useful: news ? bodyBytes : read, measured: 0, head: 0 }
  exchange.weight = { headBytes, bodyBytes, news, counted: given }
  weigh(stream, exchange)
}

/**
 * Makes a stream's bytes what they are by all that is known of this exchange by now. Whatever was told first or last (the hook,
 * the resource timing, the network log), and however often, the sums come out the same.
 */
export function weigh(stream: Stream, exchange: Exchange): void {
  const { weight: settled } = exchange
  if (!settled) return
  const { counted: given } = settled
  const weight = withLog(exchange, withTiming(exchange, settled, byModel(exchange, settled)))
  addWeight(stream, given, -1)
  addWeight(stream, weight, 1)
  settled.counted = weight
}

/** The exchange is another stream's after all, with all that it weighs. */
export function moveWeight(from: Stream, to: Stream, { weight: settled }: Exchange): void {
  if (!settled) return
  const { counted: given } = settled
  addWeight(from, given, -1)
  addWeight(to, given, 1)
}

function addWeight(stream: Stream, weight: Weight, times: 1 | -1): void {
  stream.bytesUp += times * weight.up
  stream.bytesDown += times * weight.down
  stream.usefulDown += times * weight.useful
  stream.measuredBytes += times * weight.measured
  stream.headsDown += times * weight.head
  stream.heads += times * Number(weight.head > 0)
  stream.cached += times * Number(weight === fromCache)
  stream.revision++
}

/** What the cache gave out cost nothing. */
const fromCache: Weight = { up: 0, down: 0, useful: 0, measured: 0, head: 0 }

function byModel(exchange: Exchange, { headBytes, bodyBytes, news }: ExchangeWeight): Weight {
  const { down, useful } = exchange.body ?? noPieces
  const all = headBytes + bodyBytes + down
  return { up: exchange.upBytes, down: all, useful: news ? bodyBytes : useful, measured: 0, head: headBytes }
}

/** The browser's resource timing knows the size of the body as it came, or that there was none. */
function withTiming(exchange: Exchange, { headBytes, news }: ExchangeWeight, weight: Weight): Weight {
  const { timing: network } = exchange
  if (!network) return weight
  if (network.cached) return fromCache
  if (network.revalidated) return { ...weight, down: headBytes, useful: 0 }
  // 0 where the server does not allow its sizes to be read.
  if (network.encoded === 0) return weight
  return {
    ...weight,
    down: headBytes + network.encoded + (exchange.body?.framing ?? 0),
    useful: news ? network.encoded : weight.useful,
    measured: network.encoded,
  }
}

/** The network log knows heads too, and so it has the last word. */
function withLog(exchange: Exchange, weight: Weight): Weight {
  const { networkLog: log } = exchange
  if (!log) return weight
  if (log.cached) return fromCache
  const sent = log.sent === undefined ? { bytes: weight.up, measured: 0 } : { bytes: log.sent, measured: log.sent }
  const down = responseBytes(log, weight.down, exchange.body ?? noPieces)
  // Of a body that the cache gave out again nothing came over the network.
  const useful = log.status === 304 ? 0 : Math.min(weight.useful, down.bytes)
  const counted = down.measured === undefined ? weight.measured : down.measured
  const head = log.head ?? headOf(exchange, log, down.measured) ?? weight.head
  return { up: sent.bytes, down: down.bytes, useful, measured: sent.measured + counted, head }
}

/** What is left of a whole response without its body, if it is known what that took on the wire. */
function headOf(
  { weight: settled, timing: network, body: pieces }: Exchange,
  { status }: NetworkEvent,
  whole: Bytes | undefined,
) {
  if (whole === undefined) return undefined
  if (status === 304) return whole
  const body = network?.encoded || (settled?.bodyBytes ?? 0) + (pieces?.down ?? 0)
  // A body that came compressed is longer than what is known of it.
  return whole - body >= smallestHead ? whole - body : undefined
}

/** A status line and a date. */
const smallestHead: Bytes = 50

/** Of a body that came in one chunk, as small ones do, and the last one, which is empty (RFC 9112, 7.1). */
function framingOf({ chunked, body = 0, protocol = '' }: NetworkEvent): Bytes {
  if (!chunked) return 0
  return chunkFramingBytes(0, protocol) + (body > 0 ? chunkFramingBytes(body, protocol) : 0)
}

const noPieces = { down: 0, framing: 0, lastDown: 0, useful: 0 }

/**
 * Bytes of a response by the network log.
 * @param model what it is without the log
 * @param pieces those that the page has read of a body that streamed
 */
function responseBytes(
  log: NetworkEvent,
  model: Bytes,
  pieces: Pick<BodyPieces, 'down' | 'framing' | 'lastDown'>,
): { bytes: Bytes; measured: Bytes | undefined } {
  const { received, head, body } = log
  if (received !== undefined)
    return { bytes: log.brokenOff ? wholeOf(received, head, pieces) : received, measured: received }
  if (head === undefined || body === undefined) return { bytes: model, measured: undefined }
  return { bytes: head + body + (pieces.framing || framingOf(log)), measured: head + body }
}
