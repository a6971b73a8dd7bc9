import type { Framing } from '../framing/decoders.ts'

/** The purpose of a request in a library whose requests show it, whatever their timing. */
export type Role = 'long-polling' | 'http-streaming' | 'sender' | 'set-up' | 'heartbeat'

/** The beginning of a stream, by which its protocol is recognised. */
export interface ProtocolClues {
  url: string
  /** The subprotocol that the two ends of a WebSocket agreed on, or those that the page offered. */
  subprotocol: string
  /** The operation that the request's body names, see `operationsOf`. */
  operation: string
}

/**
 * A library or protocol on top of a technique: enough to recognise its set-up, its heartbeats and its empty answers. Each
 * description is taken from the sources or the documentation of the library.
 */
export interface Protocol {
  id: string
  /** Whether a stream that begins like this uses the protocol. */
  matches(clues: ProtocolClues): boolean
  /** Whether a message or answer only keeps the connection alive, or answers a poll without news. */
  isNoOp(text: string): boolean
  /** How many of the binary messages after this one belong to it: together they are one message to the page. */
  attachments?(text: string): number
  /**
   * Streams of one document whose URLs have one channel key serve one connection of the library, over whatever transports it
   * tries.
   */
  channelKey(url: string): string
  /** The URL of a request that the library made before, which by itself does not show the library. */
  precedingUrl?(url: string): string
  /** The framing of a streamed response whose media type does not say how it is framed. */
  framing?(url: string): Framing | undefined
  /** The purpose of a stream's requests, where the protocol shows it. */
  role?(clues: ProtocolClues & { method: string }): Role | undefined
}

/** A URL without its query, and with http for ws: a library's WebSocket and its requests then differ in nothing but the path. */
export const withoutQuery = (url: string) => url.replace(/^ws/, 'http').split('?', 1)[0]!
