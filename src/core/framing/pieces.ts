import type { Decoder } from './decoder.ts'

/** Reads a body whose framing is not known: each piece that the page read counts as one message. */
export function createPiecesDecoder(): Decoder {
  return {
    feed: (text) => (text === '' ? [] : [{ text }]),
    end: () => [],
  }
}
