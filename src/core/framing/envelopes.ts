import type { Decoder } from './decoder.ts'
import { createPiecesDecoder } from './pieces.ts'

/**
 * Reads gRPC-web and Connect streams. Their envelopes are binary and cannot be read from text, so each piece that the page read
 * counts as one message. A piece that begins with the final envelope, which holds the status (flag 0x80, or 0x02 in Connect),
 * counts as none.
 */
export function createEnvelopesDecoder(): Decoder {
  const pieces = createPiecesDecoder()
  return {
    feed: (text) => (isTrailer(text) ? [] : pieces.feed(text)),
    end: pieces.end,
  }
}

// The octet 0x80 is not valid UTF-8: decoding binary as UTF-8 turns it into U+FFFD.
const isTrailer = (text: string) => ['\ufffd', '\u0080', '\u0002'].some((flag) => text.startsWith(`${flag}\0\0`))
