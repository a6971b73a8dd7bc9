import type { Moment } from '../base/units.ts'
import { noteFeed } from '../content/feed-trace.ts'
import { noteLikeness } from '../content/likeness.ts'
import { noteDelivery } from './parts/deliveries.ts'
import { countUpdate } from './parts/news.ts'
import { noteBatch, noteRoundTrip, noteUpdate, wantsRoundTrip } from './parts/replay.ts'
import { networkRoundTrip } from './round-trip.ts'
import type { Stream } from './stream.ts'

/** Counts an update that came as a message. */
export function addUpdate(stream: Stream, at: Moment): void {
  countUpdate(stream.news)
  noteDelivery(stream.deliveries, at)
  replayUpdate(stream, at)
}

/** Notes what a message said, for what it shares with those before it and with those of other streams. */
export function noteContent({ likeness, feedTrace }: Stream, at: Moment, text: string): void {
  noteLikeness(likeness, text)
  noteFeed(feedTrace, at, text)
}

/**
 * Notes an update that is counted already for the replays of other techniques.
 * @param batch updates that one answer brought at once: they are taken to have come evenly since the answer before
 */
export function replayUpdate(stream: Stream, at: Moment, batch = 1): void {
  const { replay, firstAt, samples } = stream
  if (wantsRoundTrip(replay)) noteRoundTrip(replay, networkRoundTrip(stream))
  const before = batch === 1 ? undefined : samples.kept.at(-1)?.end
  // The first answer holds what there was before.
  if (before === undefined) noteUpdate(replay, at, firstAt)
  else noteBatch(replay, { from: before, to: at, count: batch }, firstAt)
}
