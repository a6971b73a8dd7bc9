/** A message that a decoder found in a streamed body. Its size is that of `text` in UTF-8, where `bytes` does not say it. */
export interface Decoded {
  text: string
  bytes?: number
  /** Event type of a server-sent event, where it is not `message`. */
  name?: string
  eventId?: string
  /** A comment line of an event stream, with its colon, or blank lines that came alone: they keep the connection alive, and are no event. */
  comment?: true
  /** Why the text could not be decoded, or was cut: words for people. */
  problem?: string
}

/**
 * Turns a body that arrives in pieces into messages. Where the framing is known, the places at which the network cut the text do
 * not matter: feeding 'ab' gives the messages that feeding 'a' and 'b' gives.
 */
export interface Decoder {
  /** Takes the next piece of the body. @returns the messages that it completes */
  feed(text: string): Decoded[]
  /** Ends the body. @returns the last message, if the text that is left over is one */
  end(): Decoded[]
}
