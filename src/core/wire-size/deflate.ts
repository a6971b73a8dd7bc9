import type { Tally } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'

/** Possible sizes of messages on the wire after compression; a page sees them uncompressed. */
export interface DeflateRange {
  low: Bytes
  typical: Bytes
  high: Bytes
}

/**
 * Shares of the payload that raw deflate at zlib's level 6 left of recorded messages: 0.04 to 0.17 where the window is kept from
 * message to message, 0.19 to 0.73 where each message is compressed by itself (Socket.IO events, JSON requests and answers of 147
 * to 7974 B).
 */
const shareWithContext = { low: 0.03, typical: 0.15, high: 0.6 }
const shareWithoutContext = { low: 0.15, typical: 0.5, high: 0.95 }
/**
 * Least size of a compressed message: a deflate block takes a few octets however little it holds; 2.75 were measured for one
 * octet.
 */
const minMessageBytes: Bytes = 2

/**
 * Payload bytes of one direction of a compressed WebSocket (RFC 7692) as they may have been on the wire.
 * @param extensions `Sec-WebSocket-Extensions` of the server's response: it says which end keeps its compression context
 */
export function deflateRange({ count, bytes }: Tally, extensions: string, dir: 'in' | 'out'): DeflateRange {
  const sender = dir === 'in' ? 'server' : 'client'
  const shares = extensions.includes(`${sender}_no_context_takeover`) ? shareWithoutContext : shareWithContext
  const least = count * minMessageBytes
  return {
    low: Math.min(bytes, Math.max(count, bytes * shares.low)),
    typical: Math.max(least, bytes * shares.typical),
    // The first message has no earlier one to refer to: it may not shrink at all.
    high: Math.max(least * 1.5, bytes * shares.high) + bytes / Math.max(1, count),
  }
}
