import type { Framing } from '../framing/decoders.ts'

/** What a request is for in a library that says so, whatever its timing looks like. */
export type Role = 'long-polling' | 'http-streaming' | 'sender' | 'set-up' | 'heartbeat'

/** What is known of a stream when it begins. */
export interface ProtocolClues {
  url: string
  /** What the two ends of a WebSocket agreed on, or the page offered. */
  subprotocol: string
  /** What the request's body names, as its key has it. */
  operation: string
}

/**
 * A library or protocol on top of a technique: enough to know its set-up, its heartbeats and its empty answers. Fingerprints are
 * read off each one's own sources or documentation.
 */
export interface Protocol {
  id: string
  matches(asked: ProtocolClues): boolean
  /** True for a message that only keeps the connection alive or answers an empty poll. */
  isNoOp(text: string): boolean
  /** URLs with one channel key serve one connection of the library, over whatever transports it tries. */
  channelKey(url: string): string
  /** What the library has asked before, at an address that names no library. */
  precedingUrl?(url: string): string
  /** How an answer is framed that streams, where its media type does not say that it does. */
  framing?(url: string): Framing | undefined
  role?(asked: ProtocolClues & { method: string }): Role | undefined
}

/** A URL without what follows its path; a socket's like that of the page it belongs to. */
export const withoutQuery = (url: string) => url.replace(/^ws/, 'http').split('?', 1)[0]!
