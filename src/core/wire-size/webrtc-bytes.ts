import type { Bytes } from '../base/units.ts'

/** IPv4 and UDP headers (RFC 791, RFC 768). */
export const datagramHeader: Bytes = 28

/** DTLS 1.2 record with AES-GCM: header, explicit nonce and tag (RFC 6347, RFC 5288). */
const dtlsRecord: Bytes = 37

/** SCTP common header and the header of a DATA chunk (RFC 9260, 3.1 and 3.3.1). */
const sctpData: Bytes = 12 + 16

/** Largest piece of a data-channel message that browsers put into one packet. */
const maxFragment: Bytes = 1172

/** RTP header, authentication tag and the usual header extension of one media packet (RFC 3711). */
export const mediaPacketHeader: Bytes = datagramHeader + 12 + 8 + 10

/**
 * Bytes of one data-channel message on the wire, without the acknowledgement: each packet has IP, UDP, DTLS and SCTP headers, and
 * the payload is padded to a multiple of four bytes.
 */
export function dataChannelMessageBytes(payload: Bytes): Bytes {
  const packets = Math.max(1, Math.ceil(payload / maxFragment))
  return payload + packets * (datagramHeader + dtlsRecord + sctpData) + ((4 - (payload % 4)) % 4)
}
