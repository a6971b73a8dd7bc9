import type { Moment } from '../base/units.ts'
import { moveExchange } from '../stream/move-exchange.ts'
import { copyAnswers } from '../stream/parts/answers.ts'
import { copyNames } from '../stream/parts/connection-life.ts'
import { moveExchangeRows } from '../stream/parts/message-log.ts'
import { noteUpdate, resetReplay } from '../stream/parts/replay.ts'
import { measureAgain, moveSamples } from '../stream/parts/samples.ts'
import { resetWakeUps } from '../stream/parts/wake-ups.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import { networkRoundTrip } from '../stream/round-trip.ts'
import { noteTime, type Stream, type StreamSample, touch } from '../stream/stream.ts'
import { addStream, isFull, joinChannel, type Streams } from './channel.ts'

/**
 * A further stream of the same channel, for requests that were taken for those of this one.
 * @param at when the first of them began
 * @param names where they are called otherwise
 * @returns undefined where there are too many streams for another one
 */
export function addBeside(
  streams: Streams,
  stream: Stream,
  at: Moment,
  names: { key?: string; url?: string; sampleUrl?: string } = {},
): Stream | undefined {
  if (isFull(streams, stream.document)) return undefined
  const { key, url, sampleUrl, method, operation, origin, document } = stream
  const other = addStream(streams, document, 'exchanges', at, {
    key,
    url,
    sampleUrl,
    method,
    operation,
    origin,
    ...names,
  })
  joinChannel(other, stream.channel)
  return other
}

/** Moves exchanges that are over, with all that they have added. */
export function moveExchanges(streams: Streams, from: Stream, to: Stream, moved: readonly StreamSample[]): void {
  for (const sample of moved) {
    moveExchange(from, to, sample)
    streams.watch?.moved?.(sample.contribution.exchange)
    noteTime(to, sample.end)
  }
  moveSamples(from.samples, to.samples, moved)
  copyAnswers(from.answers, to.answers)
  copyNames(from.connection, to.connection)
  moveExchangeRows(from.messages, to.messages, moved)
}

/** Counts anew, from all exchanges of a stream, the parts that depend on the order of all of them. */
export function countAnew(stream: Stream): void {
  measureAgain(stream.samples)
  resetWakeUps(stream.wakeUps)
  resetReplay(stream.replay, networkRoundTrip(stream))
  putIn(stream, recentExchanges(stream))
  for (const { start } of stream.requests.inFlight) touch(stream, start)
}

/** Counts exchanges in the parts of their stream that depend on the order of all, as its last ones. */
export function putIn(stream: Stream, samples: readonly StreamSample[]): void {
  for (const { start, answeredAt, end, news } of samples) {
    for (const at of [start, answeredAt, end]) touch(stream, at)
    if (news) noteUpdate(stream.replay, end, stream.firstAt)
  }
}
