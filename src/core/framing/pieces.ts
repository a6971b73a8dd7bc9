import type { Decoder } from './decoder.ts'

/** A body whose framing is not known: each piece that the page was given counts as one message. */
export function createPiecesDecoder(): Decoder {
  return {
    feed: (text) => (text === '' ? [] : [{ text }]),
    end: () => [],
  }
}
