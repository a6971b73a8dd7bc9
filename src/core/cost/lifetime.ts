import type { Milliseconds } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** The time that a session covers by now. */
export interface SessionSpan {
  startedAt: Milliseconds
  /** The session's last event, or the clock while it is live: open connections are held until then. */
  now: Milliseconds
}

// A poller that has been silent for so many of its longest pauses, and for this long, has stopped.
const minSilentPauses = 3
const minSilence: Milliseconds = 10_000
// Timers of a hidden tab run once a minute (Chromium's intensive throttling, after 5 min).
const minSilenceWhileHidden: Milliseconds = 150_000

/** Whether requests that nothing ended have stopped coming: the page has cleared its timer, or another tab polls for it. */
function hasStopped(stream: Stream, { technique }: Pick<Verdict, 'technique'>, now: Milliseconds): boolean {
  if (stream.kind !== 'exchanges' || stream.requests.inFlight.size > 0) return false
  if (technique !== 'polling' && technique !== 'long-polling') return false
  let longest = 0
  let before: Milliseconds | undefined
  for (const { start } of stream.samples.recent) {
    if (before !== undefined) longest = Math.max(longest, start - before)
    before = start
  }
  const { hidden } = stream.document
  return now - stream.lastAt > Math.max(minSilentPauses * longest, hidden ? minSilenceWhileHidden : minSilence)
}

/** Where a stream stands. Requests that have stopped coming are over, though the page might always ask again. */
export function statusOf(stream: Stream, verdict: Pick<Verdict, 'technique'>, now: Milliseconds): Stream['status'] {
  return stream.status === 'open' && hasStopped(stream, verdict, now) ? 'closed' : stream.status
}

/** When the stream ended; now where it goes on. */
export function endOf(stream: Stream, verdict: Pick<Verdict, 'technique'>, now: Milliseconds): Milliseconds {
  return statusOf(stream, verdict, now) === 'open' ? Math.max(now, stream.lastAt) : stream.lastAt
}

/** Rates are taken over a second at least: a shorter time says nothing of an hour. */
const minObservedTime: Milliseconds = 1000

/**
 * The time that counts are divided by for rates. Of requests one after another each has a period of its own, the last one too: of
 * ten polls, one a second, the first and the last are 9 s apart, and ten periods are 10 s. A single request has the session's time.
 */
export function observedMs(
  stream: Stream,
  verdict: Pick<Verdict, 'technique'>,
  { startedAt, now }: SessionSpan,
): Milliseconds {
  const { kind, requests, firstAt } = stream
  const lasted = endOf(stream, verdict, now) - firstAt
  if (kind !== 'exchanges' && kind !== 'beacon') return Math.max(minObservedTime, lasted)
  if (requests.count <= 1) return Math.max(minObservedTime, now - startedAt)
  const periods = requests.inFlight.size > 0 ? 0 : ((requests.lastAt - firstAt) * requests.count) / (requests.count - 1)
  return Math.max(minObservedTime, lasted, periods)
}
