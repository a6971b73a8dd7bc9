import type { Milliseconds } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { fallenBackFrom } from '../group/fallback.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { judge } from './judge.ts'
import { settle } from './review.ts'

/**
 * Judges a stream as it stands, without flickering: what it was judged before stays until enough speaks against it. Cost is
 * bounded by the samples a stream keeps, not by its length.
 * @param now the session's last event, or the clock while it is live: a request that is still held ages by it
 */
export function classify(session: Session, stream: Stream, now: Milliseconds = session.lastAt): Verdict {
  return withUnseen(
    stream,
    asFallback(session, stream, asOneOfTwo(stream, settle(stream, judge(session, stream, now)))),
  )
}

/** Says where it is taken for news what nobody has looked into: bodies that a page does not read, or that a HAR does not hold. */
function withUnseen({ unseenBodies, kind }: Stream, verdict: Verdict): Verdict {
  if (unseenBodies === 0 || kind !== 'exchanges' || !/polling$/.test(verdict.technique)) return verdict
  const what = `What ${counted(unseenBodies, 'answer')} said is not known: each counts as news.`
  return { ...verdict, because: [...verdict.because, what] }
}

/** Says which other stream asks the same, where two pollers of one URL have been told apart. */
function asOneOfTwo(stream: Stream, verdict: Verdict): Verdict {
  const other = stream.pollers?.clocks.find((one) => one.stream !== stream)
  if (!other || verdict.technique !== 'polling') return verdict
  return {
    ...verdict,
    flags: [...verdict.flags.filter((flag) => flag !== 'interleaved'), 'interleaved'],
    because: [
      ...verdict.because,
      `Another poller asks the same URL every ${inTime(other.period)} (${other.stream.id}); they are told apart by when they ask.`,
    ],
  }
}

/** Says where it came in the place of a socket that failed, and what is known of why. */
function asFallback(session: Session, stream: Stream, verdict: Verdict): Verdict {
  const failed = fallenBackFrom(session, stream, verdict.technique)
  if (!failed) return verdict
  const { id, closeCode, closeReason } = failed.stream
  const how = closeReason
    ? `“${closeReason}”`
    : closeCode === undefined || closeCode === 1006
      ? 'the handshake was not accepted'
      : `code ${closeCode}`
  return {
    ...verdict,
    flags: [...verdict.flags, 'fallback'],
    because: [...verdict.because, `It stands in for a WebSocket to the same place that never opened (${id}: ${how}).`],
  }
}
