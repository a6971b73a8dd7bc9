import { type Protocol, withoutQuery } from './protocol.ts'

/**
 * Low-latency HLS: a player that has been told so by the playlist (`CAN-BLOCK-RELOAD`) asks for the next part of a segment by its number, and
 * the server holds the request until that part is there (draft-pantos-hls-rfc8216bis, 6.2.5.2).
 */
export const lowLatencyHls: Protocol = {
  id: 'll-hls',
  matches: ({ url }) => /[?&]_HLS_msn=\d/.test(url),
  isNoOp: () => false,
  channelKey: withoutQuery,
  role: () => 'long-polling',
}
