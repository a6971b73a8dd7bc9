import type { Bytes } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { mediaPacketHeader } from '../wire-size/webrtc-bytes.ts'

/** The payload of a stream: news for the page, and messages from it. Heartbeats and failed exchanges are not included. */
export interface Payload {
  /** News for the page. */
  down: Bytes
  /** Messages that the page sent, and their number. */
  up: Bytes
  messagesUp: number
  /**
   * Mean request body of a poller by POST: a query or a cursor, which is overhead, and which other techniques have to send, too.
   */
  questionBytes: Bytes
}

/**
 * The payload of a stream, by its technique: the request body of a poll is a question (a query, a cursor), that of any other
 * request a message. The verdict may still change, and so request bodies are tallied as one and divided here.
 */
export function payloadOf(stream: Stream, { technique }: Pick<Verdict, 'technique'>): Payload {
  const { payloadOut, bytes, out, requests } = stream
  const asks = stream.kind === 'exchanges' && (technique === 'polling' || technique === 'long-polling')
  if (asks) return { down: bytes.useful, up: 0, messagesUp: 0, questionBytes: out.bytes / Math.max(1, requests.count) }
  return { down: bytes.useful, up: payloadOut.bytes, messagesUp: payloadOut.count, questionBytes: 0 }
}

/** Payload bytes of a stream, both ways together. Of media, all but the packet headers is payload. */
export function usefulBytes(stream: Stream, verdict: Pick<Verdict, 'technique'>): Bytes {
  const stats = stream.peer?.stats
  if (stream.peer?.media && stats) {
    const packets = stats.packetsSent + stats.packetsReceived
    return Math.max(0, stream.bytes.up + stream.bytes.down - packets * mediaPacketHeader)
  }
  const { up, down } = payloadOf(stream, verdict)
  return up + down
}
