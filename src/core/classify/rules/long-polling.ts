import type { Bytes, Milliseconds } from '../../base/units.ts'
import { counted, inTime, percent } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Confidence, Finding } from '../../verdict/verdict.ts'
import {
  confidenceFor,
  minExchangesForMedium,
  minFailingShare,
  minParallelShare,
  minReissueShare,
  type Rule,
} from '../rule.ts'
import { turnsPages } from './pagination.ts'

/** Share of the time in which a request is held, whatever the page does after an answer; with less, answers are just slow. */
const minHeldShare = 0.65
/** The same, where the page asks again at once: what is left is the way through the network. */
export const minHeldShareAtOnce = 0.8
/** Mean number of requests held at a time; more are a queue of downloads. */
const maxHeldAtOnce = 3
/** Time, and round trips, beyond which an answer is held: servers that compute an answer are mostly faster. */
const minHold: Milliseconds = 1000
const minHoldRoundTrips = 5
/** Coefficient of variation of holds from which on they end as news does, at any time: answers of a slow server vary less. */
const minHoldSpread = 0.5
/** Length of a server's cap: holds of one length that are shorter are those of a slow server. */
const minCap: Milliseconds = 8000
/** Holds that end at the cap: one longest hold there always is. */
const minHoldsToCap = 2
/** Where a page makes one long poll twice, at least this share of requests asks what the request before asked, and answers are no larger on average. */
const minAskedAgain = 0.9
const maxSmallAnswer: Bytes = 8192
/** Variation of the intervals from which on no timer makes them, with a pause after each answer. */
const minUntimedVariation = 0.2
/** Share of requests that overlap with the one before, as on a reload, where the page waits for an answer and pauses. */
const maxOverlapWithPause = 0.1

/**
 * Requests that the server holds, and that the page repeats at once or after a short pause. The gap after the answer is what
 * matters, not the hold: a slow server that is polled by a timer holds as long, but the next request comes by the clock (RFC
 * 6202, 2).
 */
export const longPolling: Rule = {
  judge(stream, evidence) {
    const { n, fill, errors, clocked, hold, meanHold, longestHold, roundTrip, reissue, overlap } = evidence
    if (fill < minHeldShare || errors >= minFailingShare || clocked || turnsPages(stream, evidence)) return undefined
    const capped = evidence.heldToCap >= minHoldsToCap && longestHold >= minCap
    // Where news comes in bursts, there are many short holds and a few long ones: then the mean is longer than the median.
    const isHeld = Math.max(hold, meanHold) >= Math.max(minHold, minHoldRoundTrips * roundTrip)
    if (!isHeld && !capped) return undefined
    const varied = evidence.holdSpread >= minHoldSpread
    const finding = (...flags: string[]) => heldFinding(stream, evidence, capped, varied, flags)
    if (reissue >= minReissueShare) return fill < minHeldShareAtOnce ? undefined : finding()
    const byTurns = overlap > minParallelShare && evidence.reissueOfAny >= minReissueShare && fill <= maxHeldAtOnce
    // Two long polls that ask the same question side by side, each again after its own answer, are no queue of downloads.
    const isAskedTwice = byTurns && evidence.askedAgain >= minAskedAgain && evidence.received <= maxSmallAnswer
    // Else a hold differs from a slow answer in that it ends at any time, or at a cap.
    if (!varied && !capped) return isAskedTwice ? finding('parallel') : undefined
    const untimed = n >= minExchangesForMedium && evidence.iatVariation > minUntimedVariation
    // Where the server answers all other requests at once, the ones that a gateway cut off show trouble at the server, and no holds.
    const isHeldUncut = evidence.cuts.length === 0 || evidence.uncutHold >= minHold
    if (untimed && overlap < maxOverlapWithPause && isHeldUncut) return finding('paused')
    return byTurns ? finding('parallel') : undefined
  },
}

/**
 * The finding of long polling, with its reasons.
 * @param capped several holds ended at a cap
 * @param varied holds differ in length
 */
function heldFinding(stream: Stream, evidence: Evidence, capped: boolean, varied: boolean, flags: string[]): Finding {
  const { total, overlap, fill, gap, meanHold, longestHold, heldToCap } = evidence
  const because = [
    overlap > minParallelShare
      ? `Each answer was followed by the next request at once, ${counted(total - 1, 'time')}, with ${fill.toFixed(1)} of them held at a time.`
      : `Each request was asked again ${inTime(Math.max(0, gap))} after the last answer, ${counted(total - 1, 'time')}.`,
    longestHold >= meanHold
      ? `Answers were held ${inTime(meanHold)} on average, never longer than ${inTime(longestHold)}.`
      : `Requests were held ${inTime(meanHold)} on average.`,
  ]
  if (capped) because.push(`${heldToCap} holds ended at the same ${inTime(longestHold)}: the server's cap.`)
  because.push(...evidence.cuts.map(cutWords))
  const failed = stream.news.wastedBy.failed ?? 0
  const empty = Math.max(0, stream.news.wasted - failed) / Math.max(1, stream.requests.answered)
  if (empty > 0) because.push(`${percent(empty)} of the answers brought nothing new.`)
  return {
    technique: 'long-polling',
    flags,
    confidence: confidenceOf(stream, evidence, capped || varied, flags),
    because,
  }
}

/** Who cut holds off, how many, and after what time. */
const cutWords = ({ by, count, age }: Evidence['cuts'][number]) =>
  by === 'page'
    ? `The page itself gave up ${counted(count, 'hold')} after ${inTime(age)}, and asked again.`
    : `${by === 408 ? 'The server' : 'A gateway'} cut ${counted(count, 'hold')} off after ${inTime(age)}, with status ${by}.`

/**
 * The confidence in long polling. Answers that all take about as long, of which none is empty, may also come from a slow server.
 * @param endsLikeHold answers end at any time, or at a cap
 */
function confidenceOf(
  { news }: Stream,
  { n, cursorMoves, longestHold }: Evidence,
  endsLikeHold: boolean,
  flags: string[],
): Confidence {
  const confidence = confidenceFor(n)
  const doubtful = !endsLikeHold && cursorMoves === 0 && news.wasted === 0 && longestHold < minCap
  return confidence === 'high' && (doubtful || flags.length > 0) ? 'medium' : confidence
}
