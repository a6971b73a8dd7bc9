import type { Bytes, Milliseconds, Moment } from '../../core/base/units.ts'
import { type NewRow, Row } from '../../core/stream/parts/message-log.ts'
import type { Watch } from '../../core/stream/watch.ts'

type Exchange = Parameters<NonNullable<Watch['row']>>[2]

/** A message, request body or answer, as it is written. */
export interface MessageRow {
  stream: string
  /** When the message crossed, the request was made, or the answer had come whole. */
  at: Moment
  direction: 'in' | 'out'
  /** `failure`: a request failed and there was no answer. It is not counted among the messages of its stream. */
  kind: 'message' | 'request' | 'answer' | 'failure'
  bytes: Bytes
  /** HTTP status of an answer. */
  status: number | undefined
  /** From request to end of answer. */
  took: Milliseconds | undefined
  /** Number of a data channel of a peer connection. */
  dataChannel: number | undefined
  /** Brought no news. */
  wasted: boolean
  /** Of the payload only the beginning, or nothing, is there. */
  cut: boolean
  /** The payload is base64. */
  binary: boolean
  /** Type of a server-sent event. */
  name: string | undefined
  /** Undefined where it was not seen. */
  payload: string | undefined
}

/** Makes a row for people of a row as a session counts it. */
export function messageRow(
  stream: string,
  { at, bytes, bits, code = 0, took, payload, name }: NewRow,
  exchange: Exchange,
): MessageRow {
  const out = (bits & Row.out) > 0
  const isAnswer = (bits & Row.exchange) > 0
  const isAnswered = exchange !== undefined && (exchange.status > 0 || exchange.headAt !== undefined)
  const binary = (bits & Row.binary) > 0
  return {
    stream,
    at,
    direction: out ? 'out' : 'in',
    kind: isAnswer ? (isAnswered ? 'answer' : 'failure') : out && exchange ? 'request' : 'message',
    bytes,
    status: isAnswer && code > 0 ? code : undefined,
    took: isAnswer ? took : undefined,
    dataChannel: !isAnswer && code > 0 ? code : undefined,
    wasted: (bits & Row.wasted) > 0,
    cut: (bits & Row.cut) > 0,
    binary,
    name,
    payload,
  }
}
