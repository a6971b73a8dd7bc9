import type { Milliseconds, Moment } from '../base/units.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** The time that a session covers so far. */
export interface SessionSpan {
  startedAt: Moment
  /** The session's last event, or the clock while it is live: open connections last until then. */
  now: Moment
}

/** Multiple of a poller's longest interval that must pass without a request before it has stopped. */
const minSilentPauses = 3
/** Least time without a request after which a poller has stopped. */
const minSilence: Milliseconds = 10_000
/** Least such time in a hidden tab, whose timers run once a minute (Chromium's intensive throttling, after 5 min). */
const minSilenceWhileHidden: Milliseconds = 150_000

/** Whether a poller has stopped, though no event says so: the page has cleared its timer, or another tab polls for it. */
function hasStopped(stream: Stream, { technique }: Pick<Verdict, 'technique'>, now: Moment): boolean {
  if (stream.kind !== 'exchanges' || stream.requests.inFlight.size > 0) return false
  if (technique !== 'polling' && technique !== 'long-polling') return false
  let longest = 0
  let before: Moment | undefined
  for (const { start } of recentExchanges(stream)) {
    if (before !== undefined) longest = Math.max(longest, start - before)
    before = start
  }
  const hidden = stream.document.visibility.state === 'hidden'
  return now - stream.lastAt > Math.max(minSilentPauses * longest, hidden ? minSilenceWhileHidden : minSilence)
}

/** The status of a stream at a time. A poller that has stopped counts as closed, though the page may poll again. */
export function statusOf(stream: Stream, verdict: Pick<Verdict, 'technique'>, now: Moment): Stream['status'] {
  return stream.status === 'open' && hasStopped(stream, verdict, now) ? 'closed' : stream.status
}

/** When the stream ended: `now` where it is open. */
export function endOf(stream: Stream, verdict: Pick<Verdict, 'technique'>, now: Moment): Moment {
  return statusOf(stream, verdict, now) === 'open' ? Math.max(now, stream.lastAt) : stream.lastAt
}

/** Least time that rates are taken over: from a shorter one no figure for an hour can be projected. */
const minObservedTime: Milliseconds = 1000

/**
 * The time that counts are divided by for rates. Each request has a period of its own, the last one too: ten polls, one a second,
 * are 9 s apart from first to last, and take ten periods, which are 10 s. A single request has the time of the session.
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
