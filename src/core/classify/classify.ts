import type { Moment } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { fallenBackFrom } from '../group/fallback.ts'
import type { Stream } from '../stream/stream.ts'
import { unseenAnswers } from '../verdict/unseen-answers.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { judge } from './judge.ts'
import { settle } from './review.ts'

/**
 * The verdict on a stream at this time. It does not flicker: the previous verdict stays until enough exchanges speak against it.
 * The time that this takes is bounded by the samples that a stream keeps, not by the stream's length.
 * @param now the session's last event, or the clock while it is live: requests in flight are as old as that
 */
export function classify(stream: Stream, now: Moment): Verdict {
  const byRules = judge(stream, now)
  const steady = withFigures(settle(stream, byRules), byRules)
  const besideOther = asOneOfTwo(stream, steady)
  const inPlaceOfSocket = asFallback(stream, besideOther)
  return withUnseen(stream, withInitiator(stream, inPlaceOfSocket))
}

/**
 * A verdict that stays although the last exchanges speak against it keeps its name, not its figures: these are measured anew where its rule
 * still applies, and else told as what they are, those of some time ago.
 */
function withFigures(kept: Verdict, byRules: Verdict): Verdict {
  if (kept.technique === byRules.technique) return kept
  const anew = byRules.alternatives.find(({ technique }) => technique === kept.technique)?.because
  const because = anew ?? kept.because.map((sentence) => `Before: ${sentence}`)
  return {
    ...kept,
    because: [...because, `The last requests alone would be ${byRules.technique}: ${byRules.because[0]}`],
  }
}

/** Adds what loads the stream, where that is an element of the page. */
function withInitiator({ initiator }: Stream, verdict: Verdict): Verdict {
  if (!initiator || verdict.flags.includes(initiator)) return verdict
  return { ...verdict, flags: [...verdict.flags, initiator] }
}

/**
 * Adds how many answers count as updates though their body is not known: the page did not read it, or a HAR file does not hold
 * it.
 */
function withUnseen({ news, kind }: Stream, verdict: Verdict): Verdict {
  const unseen = unseenAnswers({ technique: verdict.technique, unseenBodies: news.unseenBodies })
  if (unseen === 0 || kind !== 'exchanges') return verdict
  const what = `What ${counted(unseen, 'answer')} said is not known: each counts as news.`
  return { ...verdict, because: [...verdict.because, what] }
}

/** Adds which other stream has requests to this URL, where the requests of two pollers were separated. */
function asOneOfTwo(stream: Stream, verdict: Verdict): Verdict {
  const other = stream.pollers?.clocks.find((clock) => clock.stream !== stream)
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

/** Adds which WebSocket failed before this stream took its place, and why. */
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
