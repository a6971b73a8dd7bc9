import type { Decoder } from './decoder.ts'
import { createPiecesDecoder } from './pieces.ts'

/**
 * gRPC-web and Connect streams: what the page was given at once counts as one message, for their octets are not text. The last
 * envelope, which holds the status and no message (flag 0x80, or 0x02 in Connect), counts as none.
 */
export function createEnvelopesDecoder(): Decoder {
  const pieces = createPiecesDecoder()
  return {
    feed: (text) => (isTrailer(text) ? [] : pieces.feed(text)),
    end: pieces.end,
  }
}

// 0x80 is no UTF-8, and reads as U+FFFD where octets were taken for it.
const isTrailer = (text: string) => ['\ufffd', '\u0080', '\u0002'].some((flag) => text.startsWith(`${flag}\0\0`))
