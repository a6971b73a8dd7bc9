import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import type { NetworkEvent } from '../event/event.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import { wholeOf } from './broken-off.ts'
import { type ConnectionWeight, createConnectionWeight, rebook } from './connection-weight.ts'

/** One try to connect: a WebSocket's handshake and what came over it, or one request of an EventSource and its events. */
export interface Attempt {
  /** When it began. */
  since: Moment
  /** By the model: heads both ways, what came after, and the part of that which is the framing of HTTP chunks or frames. */
  headUp: Bytes
  headDown: Bytes
  bodyDown: Bytes
  framingBytes: Bytes
  /** Bytes of the last piece, those of them that frame it, and when it came. */
  lastDown: Bytes
  lastFramingBytes: Bytes
  lastAt: Moment
  networkLog: NetworkEvent | undefined
  /** `bodyDown` at the time of that report. */
  bodyAtLog: Bytes
  closedAt: Moment | undefined
  /** The bytes that its stream has booked for the connection by now. */
  booked: ConnectionWeight
}

export const createAttempt = (since: Moment): Attempt => ({
  since,
  headUp: 0,
  headDown: 0,
  bodyDown: 0,
  framingBytes: 0,
  lastDown: 0,
  lastFramingBytes: 0,
  lastAt: Number.NEGATIVE_INFINITY,
  networkLog: undefined,
  bodyAtLog: 0,
  closedAt: undefined,
  booked: createConnectionWeight(),
})

// Events of one piece are reported one right after the other.
const onePieceWithin: Milliseconds = 1

/** Notes the heads of the request and of its answer, as modelled. */
export function noteHeads(attempt: Attempt, up: Bytes, down: Bytes): void {
  attempt.headUp = up
  attempt.headDown = down
}

/** Adds a frame of a WebSocket, its header included. */
export function addFrame(attempt: Attempt, bytes: Bytes): void {
  attempt.bodyDown += bytes
}

/**
 * Adds an event of an event stream, and the framing of the chunk or frame that brought it and those reported with it.
 * @param protocol of the origin, such as `h2`
 */
export function addEvent(attempt: Attempt, at: Moment, bytes: Bytes, protocol: string): void {
  const before = at - attempt.lastAt <= onePieceWithin ? attempt.lastDown - attempt.lastFramingBytes : 0
  const framing = chunkFramingBytes(before + bytes, protocol)
  const more = before > 0 ? framing - attempt.lastFramingBytes : framing
  attempt.bodyDown += bytes + more
  attempt.framingBytes += more
  attempt.lastDown = before + bytes + framing
  attempt.lastFramingBytes = framing
  attempt.lastAt = at
}

/** Notes the network log's report. Before the connection is over, its total is that of the moment: later messages come on top. */
export function noteAttemptLog(attempt: Attempt, log: NetworkEvent): void {
  attempt.networkLog = log
  attempt.bodyAtLog = attempt.bodyDown
}

/** Notes when the connection was over. */
export function closeAttempt(attempt: Attempt, at: Moment): void {
  attempt.closedAt ??= at
}

/** Weighs the connection by all that is known of it by now, whatever was reported first: `booked` is the new weight then. */
export function weighAttemptAgain(attempt: Attempt): void {
  const { booked, networkLog, headUp } = attempt
  const sent = networkLog?.sent
  rebook(booked, sent ?? headUp, downBytes(attempt), (sent ?? 0) + measuredDown(networkLog))
}

function downBytes({ networkLog: log, headDown, bodyDown, bodyAtLog, framingBytes, lastDown }: Attempt): Bytes {
  if (!log) return headDown + bodyDown
  if (log.received !== undefined) {
    if (log.brokenOff) return wholeOf(log.received, log.head, { down: bodyDown, lastDown })
    return log.end === undefined ? log.received + bodyDown - bodyAtLog : log.received
  }
  const head = log.head ?? headDown
  return log.body === undefined || log.end === undefined ? head + bodyDown : head + log.body + framingBytes
}

/** The part of the bytes down that the log has counted. */
function measuredDown(log: NetworkEvent | undefined): Bytes {
  if (!log) return 0
  if (log.received !== undefined) return log.received
  return (log.head ?? 0) + (log.end === undefined ? 0 : (log.body ?? 0))
}
