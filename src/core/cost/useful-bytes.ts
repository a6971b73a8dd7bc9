import type { Bytes } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { mediaPacketHeader } from '../wire-size/webrtc-bytes.ts'

/** What a stream has carried that was worth carrying. Heartbeats and what failed are not in it. */
export interface Payload {
  down: Bytes
  /** Messages that the page sent. */
  up: Bytes
  messagesUp: number
  /** Mean body of the requests of a poller by POST, which only ask: overhead, that every technique which asks pays again. */
  question: Bytes
}

/**
 * Payload by what the stream is: the body of a poll is a question (a query, a cursor), that of any other request a message. The
 * verdict may change as more is seen, and so both are tallied as one until it is asked for.
 */
export function payloadOf(stream: Stream, { technique }: Pick<Verdict, 'technique'>): Payload {
  const { payloadOut, bytes, out, requests } = stream
  const asks = stream.kind === 'exchanges' && (technique === 'polling' || technique === 'long-polling')
  if (asks) return { down: bytes.useful, up: 0, messagesUp: 0, question: out.bytes / Math.max(1, requests.count) }
  return { down: bytes.useful, up: payloadOut.bytes, messagesUp: payloadOut.count, question: 0 }
}

/** The same in bytes, both ways together. */
export function usefulBytes(stream: Stream, verdict: Pick<Verdict, 'technique'>): Bytes {
  const stats = stream.peer?.stats
  if (stream.peer?.media && stats) {
    // Media is useful but for the headers of its packets.
    const packets = stats.packetsSent + stats.packetsReceived
    return Math.max(0, stream.bytes.up + stream.bytes.down - packets * mediaPacketHeader)
  }
  const { up, down } = payloadOf(stream, verdict)
  return up + down
}
