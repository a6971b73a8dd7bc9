/** One message found in a streamed body. `bytes`-free: sizes are those of `text` in UTF-8. */
export interface Decoded {
  text: string
  /** SSE event type, when it is not `message`. */
  name?: string
  eventId?: string
  /** Set where the text could not be understood; the sentence is for people. */
  problem?: string
}

/**
 * Turns a body that arrives in pieces into messages. Where the network cut the text must not matter:
 * feeding 'ab' equals feeding 'a' and 'b'.
 */
export interface Decoder {
  feed(text: string): Decoded[]
  /** The body is over; what is left may be a last message. */
  end(): Decoded[]
}
