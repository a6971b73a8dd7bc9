import type { Milliseconds } from '../base/units.ts'
import { documentOf } from '../session/document.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

// A poller that has been silent for so many of its longest pauses, and for this long, has stopped.
const silentPauses = 3
const silentFor: Milliseconds = 10_000
// Timers of a hidden tab run once a minute (Chromium's intensive throttling, after 5 min).
const silentWhileHidden: Milliseconds = 150_000

/** Whether requests that nothing ended have stopped coming: the page has cleared its timer, or another tab polls for it. */
export function hasStopped(
  session: Session,
  stream: Stream,
  { technique }: Pick<Verdict, 'technique'>,
  now: Milliseconds,
) {
  if (stream.kind !== 'exchanges' || stream.pending > 0) return false
  if (technique !== 'polling' && technique !== 'long-polling') return false
  let longest = 0
  let before: Milliseconds | undefined
  for (const { start } of stream.samples) {
    if (before !== undefined) longest = Math.max(longest, start - before)
    before = start
  }
  const { hidden } = documentOf(session, stream.doc)
  return now - stream.lastAt > Math.max(silentPauses * longest, hidden ? silentWhileHidden : silentFor)
}

/** Where a stream stands. Requests that have stopped coming are over, though the page might always ask again. */
export function statusOf(
  session: Session,
  stream: Stream,
  verdict: Pick<Verdict, 'technique'>,
  now: Milliseconds,
): Stream['status'] {
  return stream.status === 'open' && hasStopped(session, stream, verdict, now) ? 'closed' : stream.status
}

/** When it ended; now where it goes on. */
export function endOf(session: Session, stream: Stream, verdict: Pick<Verdict, 'technique'>, now: Milliseconds) {
  return statusOf(session, stream, verdict, now) === 'open' ? Math.max(now, stream.lastAt) : stream.lastAt
}

/** A moment says nothing of an hour. */
const moment: Milliseconds = 1000

/**
 * The time that counts are divided by for rates. Of requests one after another each has a period of its own, the last one too: of
 * ten polls, one a second, the first and the last are 9 s apart, and ten periods are 10 s. A single request has the session's time.
 */
export function observedMs(
  session: Session,
  stream: Stream,
  verdict: Pick<Verdict, 'technique'>,
  now: Milliseconds,
): Milliseconds {
  const { kind, requests, firstAt, lastAsked, pending } = stream
  const lasted = endOf(session, stream, verdict, now) - firstAt
  if (kind !== 'exchanges' && kind !== 'beacon') return Math.max(moment, lasted)
  if (requests <= 1) return Math.max(moment, now - session.startedAt)
  const periods = pending > 0 ? 0 : ((lastAsked - firstAt) * requests) / (requests - 1)
  return Math.max(moment, lasted, periods)
}
