import type { Bytes, Milliseconds } from '../base/units.ts'
import type { Decoder } from '../framing/decoder.ts'

/** A body as the page reads it, piece by piece. Few bodies are. */
export interface BodyPieces {
  count: number
  bytes: Bytes
  lastAt: Milliseconds
  /** Pieces of nothing but line ends and spaces. */
  blanks: number
  silences: number
  silentFor: Milliseconds
  /** The first ones, while it is not known whether the body streams. */
  buffered: { at: Milliseconds; bytes: Bytes; text: string | undefined }[]
  utf8: TextDecoderLike | undefined
  /** Of a body that streams: what they have added to the stream's way down, the part of it that frames them, and the last one's. */
  decoder: Decoder | undefined
  down: Bytes
  framing: Bytes
  lastDown: Bytes
  /** Of its messages, what was news. */
  useful: Bytes
}

/** Lets go of what a body that is over was read from; its sizes stay. */
export function forgetContents(pieces: BodyPieces): void {
  pieces.buffered = []
  pieces.utf8 = undefined
  pieces.decoder = undefined
}
