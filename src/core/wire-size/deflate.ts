import type { Tally } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'
import {
  type CompressiblePayload,
  createMessageCompressor,
  keepsWindow,
  minMessageBytes,
  octetsOfPayload,
} from './message-compressor.ts'

/** Possible sizes of messages on the wire after compression; a page sees them uncompressed. */
export interface DeflateRange {
  low: Bytes
  typical: Bytes
  high: Bytes
}

/** Payloads of one direction, from the first message on, and their size. */
interface Sample {
  readonly payloads: readonly CompressiblePayload[]
  readonly bytes: Bytes
}

/**
 * Shares of the payload that raw deflate at zlib's level 6 left of recorded messages: 0.04 to 0.17 where the window is kept from
 * message to message, 0.19 to 0.73 where each message is compressed by itself (Socket.IO events, JSON requests and answers of 147
 * to 7974 B). For streams whose payloads nobody saw.
 */
const shareWithContext = { low: 0.03, typical: 0.15, high: 0.6 }
const shareWithoutContext = { low: 0.15, typical: 0.5, high: 0.95 }
/**
 * By how much compressors differ, level 6 of fflate and zlib: -7 to +4 % over JSON, words, base64 and random octets, with and without a
 * window that is kept.
 */
const compressorError = 0.1
/** By how much the messages behind the sample may differ from those in it. */
const laterError = 0.35
/** Messages of a sample that are compressed where each needs a fresh compressor, which takes half a millisecond. */
const maxFresh = 40

/**
 * Payload bytes of one direction of a compressed WebSocket (RFC 7692) as they may have been on the wire.
 * @param extensions `Sec-WebSocket-Extensions` of the server's response: it says which end keeps its compression context
 * @param sample its first payloads, which are compressed anew; the others are taken to be like its second half
 */
export function deflateRange(
  { count, bytes }: Tally,
  extensions: string,
  dir: 'in' | 'out',
  sample: Sample,
): DeflateRange {
  const keeps = keepsWindow(extensions, dir)
  const known = compressed(sample, keeps)
  if (!known) return guessed({ count, bytes }, keeps)
  const later = Math.max(0, bytes - known.bytes) * known.laterShare
  const typical = known.size + later
  const error = known.size * compressorError + later * laterError
  return { low: Math.max(0, typical - error), typical, high: typical + error }
}

function guessed({ count, bytes }: Tally, keeps: boolean): DeflateRange {
  const shares = keeps ? shareWithContext : shareWithoutContext
  const least = count * minMessageBytes
  return {
    low: Math.min(bytes, Math.max(count, bytes * shares.low)),
    typical: Math.max(least, bytes * shares.typical),
    // The first message has no earlier one to refer to: it may not shrink at all.
    high: Math.max(least * 1.5, bytes * shares.high) + bytes / Math.max(1, count),
  }
}

interface Compressed {
  /** Payloads that were compressed, their bytes before and after. */
  count: number
  bytes: Bytes
  size: Bytes
  /** What was left of their second half, whose window is filled. */
  laterShare: number
}

// A sample only grows; it is compressed again once it is a quarter longer.
const known = new WeakMap<Sample, { sampled: number; result: Compressed | undefined }>()
const regrown = 1.25

function compressed(sample: Sample, keeps: boolean): Compressed | undefined {
  const last = known.get(sample)
  if (last && sample.payloads.length < Math.max(last.sampled + 1, last.sampled * regrown)) return last.result
  const result = compress(keeps ? sample.payloads : sample.payloads.slice(0, maxFresh), keeps)
  known.set(sample, { sampled: sample.payloads.length, result })
  return result
}

function compress(payloads: readonly CompressiblePayload[], keeps: boolean): Compressed | undefined {
  if (payloads.length === 0) return undefined
  let compressor = createMessageCompressor(keeps)
  const sizes = payloads.map((payload) => {
    if (payload.isFirst) compressor = createMessageCompressor(keeps)
    return { before: octetsOfPayload(payload).length, after: payload.compressed ?? compressor(payload) }
  })
  const half = sizes.slice(keeps ? Math.floor(sizes.length / 2) : 0)
  const total = (list: typeof sizes, of: 'before' | 'after') => list.reduce((sum, one) => sum + one[of], 0)
  return {
    count: sizes.length,
    bytes: total(sizes, 'before'),
    size: total(sizes, 'after'),
    laterShare: total(half, 'after') / Math.max(1, total(half, 'before')),
  }
}
