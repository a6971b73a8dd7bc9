import type { Milliseconds } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { fallenBackFrom } from '../group/fallback.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { judge } from './judge.ts'
import { settle } from './review.ts'

/**
 * The verdict on a stream as it stands, without flickering: the verdict before stays until enough speaks against it. The time that
 * this takes is bounded by the samples that a stream keeps, not by its length.
 * @param now the session's last event, or the clock while it is live: a request that is still held ages by it
 */
export function classify(stream: Stream, now: Milliseconds): Verdict {
  return withUnseen(stream, asFallback(stream, asOneOfTwo(stream, settle(stream, judge(stream, now)))))
}

/** Says how many answers count as updates unseen: bodies that a page does not read, or that a HAR does not hold. */
function withUnseen({ news, kind }: Stream, verdict: Verdict): Verdict {
  const { unseenBodies } = news
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

/** Says of a stream that came in the place of a socket that failed which one that was, and why it failed. */
function asFallback(stream: Stream, verdict: Verdict): Verdict {
  const failed = fallenBackFrom(stream, verdict.technique)
  if (!failed) return verdict
  const { id, connection } = failed.stream
  const { closeCode, closeReason } = connection
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
