import type { Bytes, Milliseconds } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import type { Stream } from '../stream/stream.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import { wholeOf } from './broken-off.ts'

/** One request that became a connection: a socket's handshake and what came over it, or one go of an EventSource. */
export interface Attempt {
  stream: Stream
  /** By the model: heads both ways, what came after, and the part of that which frames messages. */
  headUp: Bytes
  headDown: Bytes
  bodyDown: Bytes
  framing: Bytes
  /** Of the last piece, and when it came. */
  lastDown: Bytes
  lastFraming: Bytes
  lastAt: Milliseconds
  /** What the network log said, and `bodyDown` when it said so. */
  networkLog: NetworkEvent | undefined
  bodyAtLog: Bytes
  closedAt: Milliseconds | undefined
  /** What the stream has been given for it by now. */
  counted: { up: Bytes; down: Bytes; measured: Bytes }
}

export const createAttempt = (stream: Stream): Attempt => ({
  stream,
  headUp: 0,
  headDown: 0,
  bodyDown: 0,
  framing: 0,
  lastDown: 0,
  lastFraming: 0,
  lastAt: Number.NEGATIVE_INFINITY,
  networkLog: undefined,
  bodyAtLog: 0,
  closedAt: undefined,
  counted: { up: 0, down: 0, measured: 0 },
})

// Events of one piece are told one right after the other.
const together: Milliseconds = 1

/** Adds an event of an event stream to what came, and the framing of the chunk or frame that brought it and those told with it. */
export function addToBody(attempt: Attempt, at: Milliseconds, bytes: Bytes): void {
  const { protocol } = attempt.stream.origin
  const before = at - attempt.lastAt <= together ? attempt.lastDown - attempt.lastFraming : 0
  const framing = chunkFramingBytes(before + bytes, protocol)
  const more = before > 0 ? framing - attempt.lastFraming : framing
  attempt.bodyDown += bytes + more
  attempt.framing += more
  attempt.lastDown = before + bytes + framing
  attempt.lastFraming = framing
  attempt.lastAt = at
}

export function noteLog(attempt: Attempt, log: NetworkEvent): void {
  // Said while it was under way, the total is of that moment; what is told after it comes on top.
  attempt.networkLog = log
  attempt.bodyAtLog = attempt.bodyDown
  weighAttempt(attempt)
}

/** Makes the stream's bytes what they are by all that is known of this connection by now, in whatever order it was told. */
export function weighAttempt(attempt: Attempt): void {
  const { stream, counted: given, networkLog: log } = attempt
  const up = log?.sent ?? attempt.headUp
  const { down, measured } = downBytes(attempt)
  const all = (log?.sent ?? 0) + measured
  stream.bytesUp += up - given.up
  stream.bytesDown += down - given.down
  stream.measuredBytes += all - given.measured
  stream.revision++
  attempt.counted = { up, down, measured: all }
}

function downBytes({ networkLog: log, headDown, bodyDown, bodyAtLog, framing, lastDown }: Attempt): {
  down: Bytes
  measured: Bytes
} {
  if (!log) return { down: headDown + bodyDown, measured: 0 }
  if (log.received !== undefined) {
    const since = log.end === undefined ? bodyDown - bodyAtLog : 0
    const whole = log.brokenOff ? wholeOf(log.received, log.head, { down: bodyDown, lastDown }) : log.received + since
    return { down: whole, measured: log.received }
  }
  const head = log.head ?? headDown
  const measuredHead = log.head ?? 0
  if (log.body === undefined || log.end === undefined) return { down: head + bodyDown, measured: measuredHead }
  return { down: head + log.body + framing, measured: measuredHead + log.body }
}
