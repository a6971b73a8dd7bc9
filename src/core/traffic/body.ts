import { fromBase64 } from '../base/base64.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import type { ChunkEvent } from '../event/event.ts'
import type { Decoded, Decoder } from '../framing/decoder.ts'
import type { Framing } from '../framing/decoders.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'

/** A response body as the page reads it, piece by piece. Few bodies are read so. */
export interface BodyPieces {
  count: number
  bytes: Bytes
  lastAt: Moment
  /** Pieces of nothing but line ends and spaces: they keep a connection from being cut off. */
  blanks: number
  /** Pauses after which the body went on, and how long they were together. */
  silences: number
  silentFor: Milliseconds
  /** The first pieces, while it is not known whether the body streams. */
  buffered: Piece[]
  /** UTF-16 units of their texts, of which those beyond a limit are left out. */
  bufferedUnits: number
  utf8: InstanceType<typeof TextDecoder> | undefined
  /** When the decoder got a piece last. */
  fedAt: Moment
  /** Set where the body streams. */
  decoder: Decoder | undefined
  /** Bytes that the pieces of a body that streams have added to the way down: all, those that frame chunks, and the last piece's. */
  down: Bytes
  framingBytes: Bytes
  lastDown: Bytes
  /** Bytes of its messages that were updates. */
  useful: Bytes
}

/** Time without a piece from which on blank lines come alone: sooner they are the end of the line before, which the network cut off. */
const minAlone: Milliseconds = 200

/**
 * Reads a piece of a body that streams.
 * @returns its messages. Blank lines that come alone are one, which keeps the connection alive, as a comment does
 */
export function decodePiece(body: BodyPieces, at: Moment, text: string): Decoded[] {
  const alone = at - body.fedAt >= minAlone
  body.fedAt = at
  const found = body.decoder!.feed(text)
  const isBlank = found.length === 0 && text !== '' && text.trim() === ''
  return isBlank && alone ? [{ text, comment: true }] : found
}

export interface Piece {
  at: Moment
  bytes: Bytes
  text: string | undefined
}

/** Pieces that are kept while it is not known whether their body streams. */
const maxBuffered = 64
/** UTF-16 units of their texts: somewhat more than the hooks keep of a body that is read in one go. */
const maxBufferedUnits = 2 ** 21

/** @param from when the first pause may begin: at the response head */
export const createBody = (from: Moment): BodyPieces => ({
  count: 0,
  bytes: 0,
  lastAt: from,
  blanks: 0,
  silences: 0,
  silentFor: 0,
  buffered: [],
  bufferedUnits: 0,
  utf8: undefined,
  fedAt: from,
  decoder: undefined,
  down: 0,
  framingBytes: 0,
  lastDown: 0,
  useful: 0,
})

/**
 * Notes a piece.
 * @param pause from which on a time without a piece is a pause
 * @param framing of the body: of envelopes, which hold lengths, the text has a unit for each octet
 * @returns its text, where the page let us see it; and whether the body has paused before it
 */
export function notePiece(
  body: BodyPieces,
  event: ChunkEvent,
  pause: Milliseconds,
  framing: Framing,
): { text: string | undefined; paused: boolean } {
  const silence = event.at - body.lastAt
  const text = framing === 'envelopes' ? octetsOf(event) : textOf(body, event)
  const isBlank = text?.trim() === ''
  if (isBlank) body.blanks++
  const paused = silence > pause && !isBlank
  if (paused) {
    body.silences++
    body.silentFor += silence
  }
  body.lastAt = event.at
  body.count++
  body.bytes += event.bytes
  return { text, paused }
}

function octetsOf({ text, data }: ChunkEvent): string | undefined {
  const octets = data === undefined ? text && new TextEncoder().encode(text) : fromBase64(data)
  return octets && Array.from(octets, (octet) => String.fromCharCode(octet)).join('')
}

function textOf(body: BodyPieces, event: ChunkEvent): string | undefined {
  if (event.text !== undefined) return event.text
  if (event.data === undefined) return undefined
  body.utf8 ??= new TextDecoder()
  return body.utf8.decode(fromBase64(event.data), { stream: true })
}

/** Keeps a piece until it is known whether the body streams. */
export function bufferPiece(body: BodyPieces, piece: Piece): void {
  const { buffered, bufferedUnits } = body
  if (buffered.length >= maxBuffered) return
  const room = Math.max(0, maxBufferedUnits - bufferedUnits)
  body.bufferedUnits += piece.text?.length ?? 0
  buffered.push(body.bufferedUnits > maxBufferedUnits ? { ...piece, text: piece.text?.slice(0, room) } : piece)
}

/** Whether the text of a body was too long to be kept whole. */
export const isShortened = (body: BodyPieces | undefined): boolean => (body?.bufferedUnits ?? 0) > maxBufferedUnits

/** Decodes messages from now on. @returns the pieces that came before */
export function decodeWith(body: BodyPieces, decoder: Decoder): Piece[] {
  const { buffered } = body
  body.decoder = decoder
  body.buffered = []
  return buffered
}

/** Notes the bytes on the wire of a piece of a body that streams. @returns them, framing included */
export function addPieceBytes(body: BodyPieces, bytes: Bytes, protocol: string): Bytes {
  const framing = chunkFramingBytes(bytes, protocol)
  body.lastDown = bytes + framing
  body.down += body.lastDown
  body.framingBytes += framing
  return body.lastDown
}

/** Notes the size of a body that was read in one go. */
export function noteWhole(body: BodyPieces, bytes: Bytes): void {
  body.bytes = bytes
}

/** Notes a message of the body that was an update. */
export function addUsefulMessage(body: BodyPieces, bytes: Bytes): void {
  body.useful += bytes
}

/** The text of a body that was read piece by piece but did not stream; undefined where not all of it was kept. */
export function bufferedText(body: BodyPieces | undefined, framing: Framing): string | undefined {
  if (!body || body.buffered.length === 0 || body.buffered.length < body.count) return undefined
  const text = body.buffered.map((piece) => piece.text ?? '').join('')
  return framing === 'envelopes' ? new TextDecoder().decode(Uint8Array.from(text, (unit) => unit.charCodeAt(0))) : text
}

/** Lets go of the contents of a body that is over; its sizes stay. */
export function forgetContents(body: BodyPieces): void {
  body.buffered = []
  body.utf8 = undefined
  body.decoder = undefined
}
