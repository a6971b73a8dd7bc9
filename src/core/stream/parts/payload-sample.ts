import type { Bytes } from '../../base/units.ts'

/** The first payloads of one direction of a compressed WebSocket, all of them in order: they are compressed anew to learn their size on the wire. */
export interface PayloadSample {
  /** Texts, or octets as base64. */
  payloads: PlacedPayload[]
  bytes: Bytes
  /** Number of the connection that the last payload came over. */
  connection: number
  /** No more is taken: there is enough, or a payload is missing. */
  full: boolean
}

export interface SampledPayload {
  text: string | undefined
  data: string | undefined
  /** Its size after compression, where redaction replaced a part of it or of an earlier payload. */
  compressed: Bytes | undefined
}

/** A payload in its place among the others. */
interface PlacedPayload extends SampledPayload {
  /** It is the first of its connection: nothing before it is left in the compressor's window. */
  isFirst: boolean
}

/** Bytes that are kept of each direction, which take some 20 ms to compress; and messages, of which each may take a fresh compressor. */
const maxBytes: Bytes = 65_536
const maxPayloads = 1000

export const createPayloadSample = (): PayloadSample => ({ payloads: [], bytes: 0, connection: -1, full: false })

/**
 * Adds the next payload.
 * @param bytes its size, uncompressed
 * @param connection number of the connection that it came over
 */
export function addToSample(sample: PayloadSample, payload: SampledPayload, bytes: Bytes, connection: number): void {
  if (sample.full) return
  if (payload.text === undefined && payload.data === undefined && bytes > 0) {
    sample.full = true
    return
  }
  sample.payloads.push({ ...payload, isFirst: connection !== sample.connection })
  sample.connection = connection
  sample.bytes += bytes
  sample.full = sample.bytes >= maxBytes || sample.payloads.length >= maxPayloads
}

/** Of two streams that are one, the first keeps its sample, where it has any. */
export function mergePayloadSamples(into: PayloadSample, from: PayloadSample): void {
  if (into.payloads.length === 0) Object.assign(into, from)
  Object.assign(from, createPayloadSample())
}
