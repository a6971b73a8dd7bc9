import type { Bytes } from '../../base/units.ts'

/** The first payloads of one direction of a compressed WebSocket, all of them in order: they are compressed anew to learn their size on the wire. */
export interface PayloadSample {
  /** Texts, or octets as base64. */
  payloads: SampledPayload[]
  bytes: Bytes
  /** No more is taken: there is enough, or a payload is missing. */
  full: boolean
}

export interface SampledPayload {
  text: string | undefined
  data: string | undefined
}

/** Bytes that are kept of each direction, which take some 20 ms to compress; and messages, of which each may take a fresh compressor. */
const maxBytes: Bytes = 65_536
const maxPayloads = 1000

export const createPayloadSample = (): PayloadSample => ({ payloads: [], bytes: 0, full: false })

/** Adds the next payload. @param bytes its size, uncompressed */
export function addToSample(sample: PayloadSample, payload: SampledPayload, bytes: Bytes): void {
  if (sample.full) return
  if (payload.text === undefined && payload.data === undefined && bytes > 0) {
    sample.full = true
    return
  }
  sample.payloads.push(payload)
  sample.bytes += bytes
  sample.full = sample.bytes >= maxBytes || sample.payloads.length >= maxPayloads
}

/** Of two streams that are one, the first keeps its sample, where it has any. */
export function mergePayloadSamples(into: PayloadSample, from: PayloadSample): void {
  if (into.payloads.length === 0) Object.assign(into, from)
  Object.assign(from, createPayloadSample())
}
