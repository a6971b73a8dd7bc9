import type { Milliseconds } from '../units.ts'

/** RFC 6202, 5.5: 30 s is the hold that is generally safe. */
export const longPollCap: Milliseconds = 30_000

/** The updates of a stream as a long poll would have brought them, counted as they come: nothing of them has to be kept. */
export interface Replay {
  answers: number
  /** Holds that would have ended without news. */
  empty: number
  /** When the server would have the next request. */
  heldSince: Milliseconds | undefined
  /** What comes before this is in an answer that has been counted. */
  bundledUntil: Milliseconds
}

export const createReplay = (): Replay => ({
  answers: 0,
  empty: 0,
  heldSince: undefined,
  bundledUntil: Number.NEGATIVE_INFINITY,
})

/** Notes that news came. @param from when the stream began, @param roundTrip between an answer and the next request */
export function noteNews(replay: Replay, at: Milliseconds, from: Milliseconds, roundTrip: Milliseconds): void {
  if (at < replay.bundledUntil) return
  replay.heldSince ??= from
  const held = replay.heldSince
  replay.answers++
  if (at < held) {
    // It waits for the request that is on its way, and so does all that comes until then.
    replay.bundledUntil = held
    replay.heldSince = held + roundTrip
    return
  }
  replay.empty += Math.floor((at - held) / (longPollCap + roundTrip))
  replay.heldSince = at + roundTrip
}

/** Requests of a long poll for these updates by now, the one that is held among them. */
export function longPollRequests(replay: Replay, now: Milliseconds, roundTrip: Milliseconds): number {
  const { answers, empty, heldSince } = replay
  const since = heldSince === undefined ? 0 : Math.max(0, Math.floor((now - heldSince) / (longPollCap + roundTrip)))
  return answers + empty + since + 1
}
