import { Deflate } from 'fflate'
import { fromBase64 } from '../base/base64.ts'
import type { Bytes } from '../base/units.ts'

/** A payload as the page saw it: its text, or its octets as base64. */
export interface CompressiblePayload {
  readonly text: string | undefined
  readonly data: string | undefined
  /** Its size after compression, where it is told: what is here is not what was sent. */
  readonly compressed?: Bytes | undefined
  /** It is the first of its connection. */
  readonly isFirst?: boolean
}

/**
 * Least size of a compressed message: a deflate block takes a few octets however little it holds; 2.75 were measured for one
 * octet.
 */
export const minMessageBytes: Bytes = 2
/** Octets that end a message, 00 00 FF FF, and are left out (RFC 7692, 7.2.1). */
const tailBytes: Bytes = 4

/**
 * A compressor as the two ends of a WebSocket have one: gives the size of each next message of one direction of a connection.
 * @param keeps the window is kept from message to message (RFC 7692, 7.1.1)
 */
export function createMessageCompressor(keeps: boolean): (payload: CompressiblePayload) => Bytes {
  let written = 0
  let deflate: Deflate | undefined
  return (payload) => {
    if (!deflate || !keeps)
      deflate = new Deflate({ level: 6 }, (chunk) => {
        written += chunk.length
      })
    written = 0
    deflate.push(octetsOfPayload(payload), false)
    deflate.flush(true)
    return Math.max(minMessageBytes, written - tailBytes)
  }
}

/** The octets of a payload as they are compressed. */
export const octetsOfPayload = ({ text, data }: CompressiblePayload): Uint8Array =>
  text === undefined ? fromBase64(data ?? '') : new TextEncoder().encode(text)

/**
 * Whether a direction of a compressed WebSocket keeps its window.
 * @param extensions `Sec-WebSocket-Extensions` of the server's response: it says which end keeps its compression context
 */
export const keepsWindow = (extensions: string, dir: 'in' | 'out'): boolean =>
  !extensions.includes(`${dir === 'in' ? 'server' : 'client'}_no_context_takeover`)
