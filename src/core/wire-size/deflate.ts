import type { Tally } from '../base/tally.ts'
import type { Bytes } from '../base/units.ts'

/** What messages may weigh once they are compressed; a page sees them as they were before. */
export interface DeflateRange {
  low: Bytes
  typical: Bytes
  high: Bytes
}

/**
 * Shares of the payload that raw deflate at zlib's level 6 left of recorded messages: 0.04 to 0.17 where the window is kept from
 * message to message, 0.19 to 0.73 where each stands alone (Socket.IO events, JSON requests and answers of 147 to 7974 B).
 */
const shareWithContext = { low: 0.03, typical: 0.15, high: 0.6 }
const shareWithoutContext = { low: 0.15, typical: 0.5, high: 0.95 }
/** A block of deflate takes a few octets however little is in it; one of one octet has been measured to take 2.75. */
const minMessageBytes: Bytes = 2

/** Whether the two ends agreed on it: only what the server's answer names counts (RFC 7692, 5.1). */
export const isDeflated = (extensions: string) => /\bpermessage-deflate\b/.test(extensions)

/** Payload bytes of one direction as they may have been on the wire (RFC 7692). */
export function deflateRange({ count, bytes }: Tally, extensions: string, dir: 'in' | 'out'): DeflateRange {
  const sender = dir === 'in' ? 'server' : 'client'
  const shares = extensions.includes(`${sender}_no_context_takeover`) ? shareWithoutContext : shareWithContext
  const least = count * minMessageBytes
  return {
    low: Math.min(bytes, Math.max(count, bytes * shares.low)),
    typical: Math.max(least, bytes * shares.typical),
    // The first message has no window to profit from.
    high: Math.max(least * 1.5, bytes * shares.high) + bytes / Math.max(1, count),
  }
}
