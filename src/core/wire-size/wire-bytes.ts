import type { Bytes } from '../base/units.ts'

/** IPv4 and TCP headers with timestamps (RFC 791, RFC 9293, RFC 7323). */
const segmentHeader: Bytes = 20 + 32
/** TLS 1.3 record: header, content type and tag (RFC 8446, 5.2). */
const tlsRecord: Bytes = 5 + 1 + 16
/** Largest payload of a segment on Ethernet with timestamps. */
const maxSegmentPayload: Bytes = 1448
/**
 * Bytes of a connection's set-up: TCP's three segments, and a TLS 1.3 handshake with a usual certificate chain (1 kB up, 4 kB
 * down).
 */
const setUp = { plain: { up: 2 * segmentHeader, down: segmentHeader }, secure: { up: 1000, down: 4000 } }

/** The octets of a stream above TCP, and how they were sent. */
export interface Carried {
  bytesUp: Bytes
  bytesDown: Bytes
  /** Pieces that were sent one by one, each in a segment of its own at least: requests, answers, messages. */
  sentUp: number
  sentDown: number
  connections: number
  secure: boolean
}

/**
 * Estimated bytes of a stream on the wire, each way: the octets above TCP, the TCP and IP headers of every segment, TLS records,
 * acknowledgements (one for two segments, RFC 9293, 3.8.6.3) and the set-up of connections. Always modelled; QUIC is taken to
 * cost about as much.
 */
export function wireBytes(carried: Carried): { up: Bytes; down: Bytes } {
  const up = segments(carried.bytesUp, carried.sentUp)
  const down = segments(carried.bytesDown, carried.sentDown)
  const perSegment = segmentHeader + (carried.secure ? tlsRecord : 0)
  const { plain, secure } = setUp
  const begin = {
    up: plain.up + (carried.secure ? secure.up : 0),
    down: plain.down + (carried.secure ? secure.down : 0),
  }
  return {
    up: Math.round(carried.bytesUp + up * perSegment + acknowledged(down) + carried.connections * begin.up),
    down: Math.round(carried.bytesDown + down * perSegment + acknowledged(up) + carried.connections * begin.down),
  }
}

const segments = (bytes: Bytes, sent: number) => Math.max(sent, Math.ceil(bytes / maxSegmentPayload))

const acknowledged = (received: number): Bytes => Math.ceil(received / 2) * segmentHeader
