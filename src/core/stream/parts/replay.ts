import type { Milliseconds, Moment } from '../../base/units.ts'

/** RFC 6202, 5.5: a hold of 30 s is generally safe. */
export const longPollCap: Milliseconds = 30_000

/** Updates of which the time is kept, for pollers of any period. */
const maxRecent = 64

/** The updates of a stream as other techniques would have brought them, counted as they come. */
export interface Replay {
  /** Updates that were seen. */
  updates: number
  /** When the last of them came, in no order. */
  recent: Moment[]
  /** From an answer to the next request, as it was known last. */
  roundTrip: Milliseconds
  /** Answers of a long poll. */
  answers: number
  /** Holds that would have ended without an update. */
  empty: number
  /** Since when the server would have a long poll that waits for the next update. */
  waitingSince: Moment | undefined
  /** An update that comes before this time is in an answer that has been counted. */
  bundledUntil: Moment
  /** Sum of the times that updates would have waited for a long poll that was on its way. */
  waited: Milliseconds
}

export const createReplay = (): Replay => ({
  updates: 0,
  recent: [],
  roundTrip: 0,
  answers: 0,
  empty: 0,
  waitingSince: undefined,
  bundledUntil: Number.NEGATIVE_INFINITY,
  waited: 0,
})

// The round trip gets known at the beginning, and hardly changes later: then it is looked up for one update in so many.
const firstUpdatesLookedUp = 16
const lookUpEvery = 16

/** Whether the round trip should be looked up again before the next update is noted. */
export const wantsRoundTrip = ({ updates }: Replay) => updates < firstUpdatesLookedUp || updates % lookUpEvery === 0

export function noteRoundTrip(replay: Replay, roundTrip: Milliseconds): void {
  replay.roundTrip = roundTrip
}

/** Notes updates that came together, as if they had come evenly over the time. @param start when the stream began */
export function noteBatch(
  replay: Replay,
  { from, to, count }: { from: Moment; to: Moment; count: number },
  start: Moment,
): void {
  for (let index = 1; index <= count; index++)
    noteUpdate(replay, from + (Math.max(0, to - from) * index) / count, start)
}

/** Notes an update. @param from when the stream began */
export function noteUpdate(replay: Replay, at: Moment, from: Moment): void {
  const { roundTrip } = replay
  if (replay.recent.length < maxRecent) replay.recent.push(at)
  else replay.recent[replay.updates % maxRecent] = at
  replay.updates++
  if (at < replay.bundledUntil) {
    replay.waited += replay.bundledUntil - at
    return
  }
  replay.waitingSince ??= from
  const waiting = replay.waitingSince
  replay.answers++
  if (at < waiting) {
    // The update waits for the request that is on its way, and so do all that come until then.
    replay.waited += waiting - at
    replay.bundledUntil = waiting
    replay.waitingSince = waiting + roundTrip
    return
  }
  replay.empty += Math.floor((at - waiting) / (longPollCap + roundTrip))
  replay.waitingSince = at + roundTrip
}

/** Takes out updates that were another stream's. Which of them would have shared a long poll is not known any more. */
export function forgetUpdates(replay: Replay, times: readonly Moment[]): void {
  const gone = new Set(times)
  replay.recent = replay.recent.filter((at) => !gone.has(at))
  replay.updates = Math.max(0, replay.updates - times.length)
  replay.answers = Math.max(0, replay.answers - times.length)
}

/** Begins to count anew. */
export function resetReplay(replay: Replay, roundTrip: Milliseconds): void {
  Object.assign(replay, createReplay(), { roundTrip })
}

/** Adds the updates of one stream to those of another and empties them. Which would have shared a long poll is not known any more. */
export function mergeReplays(into: Replay, from: Replay): void {
  into.recent = [...into.recent, ...from.recent].sort((a, b) => b - a).slice(0, maxRecent)
  into.updates += from.updates
  into.answers += from.answers
  into.waited += from.waited
  into.waitingSince = Math.max(into.waitingSince ?? 0, from.waitingSince ?? 0) || undefined
  into.bundledUntil = Math.max(into.bundledUntil, from.bundledUntil)
  Object.assign(from, createReplay())
}

/** Requests of a long poll for these updates by now, the one that is held among them. */
export function longPollRequests(replay: Replay, now: Moment, roundTrip: Milliseconds): number {
  const { answers, empty, waitingSince } = replay
  const since =
    waitingSince === undefined ? 0 : Math.max(0, Math.floor((now - waitingSince) / (longPollCap + roundTrip)))
  return answers + empty + since + 1
}

/** Mean time that an update would have waited for the next long poll to reach the server. */
export const longPollWait = ({ waited, updates }: Replay): Milliseconds => waited / Math.max(1, updates)

/**
 * Mean time that the last updates would have waited for the next poll to reach the server: half a period where they come at
 * random, and anything within it where their source keeps step with the poller.
 * @param from when the poller starts its clock, which is where the stream began
 */
export function pollWait(replay: Replay, period: Milliseconds, from: Moment, roundTrip: Milliseconds) {
  let sum = 0
  for (const at of replay.recent) {
    // An update was at the server one way before it came, and the poll that brings it left one way before that.
    const since = at - roundTrip - from
    sum += Math.max(1, Math.ceil(since / period)) * period - since
  }
  return replay.recent.length === 0 ? period / 2 : sum / replay.recent.length
}
