import { counted, inTime, percent } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Confidence, Finding } from '../../verdict/verdict.ts'
import { confidenceFor, type Rule } from '../rule.ts'
import { turnsPages } from './pagination.ts'

/**
 * Requests that the server holds, and that the page repeats at once or after a short pause. The gap after the answer is what
 * matters, not the hold: a slow server that is polled by a timer holds as long, but the next request comes by the clock (RFC
 * 6202, 2).
 */
export const longPolling: Rule = {
  id: 'long-polling',
  judge(stream, e) {
    if (e.fill < minHeldShare || e.errors >= 0.5 || e.clocked || turnsPages(stream, e)) return undefined
    const capped = e.heldToCap >= 2 && e.longestHold >= 8000
    // Where news comes in bursts, there are many short holds and a few long ones: then the mean is longer than the median.
    if (Math.max(e.hold, e.meanHold) < Math.max(1000, 5 * e.roundTrip) && !capped) return undefined
    const varied = e.holdSpread >= 0.5
    if (e.reissue >= 0.7) return e.fill < 0.8 ? undefined : heldFinding(stream, e, capped, varied, [])
    // With a pause after each answer, a hold differs from a slow answer in that it ends at any time, or at a cap.
    if (e.n >= 4 && (varied || capped) && e.iatVariation > 0.2 && e.overlap < 0.1)
      return heldFinding(stream, e, capped, varied, ['paused'])
    const byTurns = e.overlap > 0.3 && e.reissueOfAny >= 0.7 && e.fill <= maxHeldAtOnce && (varied || capped)
    return byTurns ? heldFinding(stream, e, capped, varied, ['parallel']) : undefined
  },
}

/** Share of the time in which a request is held, where the page pauses after each answer. */
const minHeldShare = 0.65
/** Mean number of requests held at a time; more are a queue of downloads. */
const maxHeldAtOnce = 3

/**
 * The finding of long polling, with its reasons.
 * @param capped several holds ended at a cap
 * @param varied holds differ in length
 */
function heldFinding(stream: Stream, e: Evidence, capped: boolean, varied: boolean, flags: string[]): Finding {
  const because = [
    e.overlap > 0.3
      ? `Each answer was followed by the next request at once, ${counted(e.n - 1, 'time')}, with ${e.fill.toFixed(1)} of them held at a time.`
      : `Each request was asked again ${inTime(Math.max(0, e.gap))} after the last answer, ${counted(e.n - 1, 'time')}.`,
    `Answers were held ${inTime(e.meanHold)} on average, never longer than ${inTime(e.longestHold)}.`,
  ]
  if (capped) because.push(`${e.heldToCap} holds ended at the same ${inTime(e.longestHold)}: the server's cap.`)
  const empty = stream.news.wasted / Math.max(1, stream.requests.answered)
  if (empty > 0) because.push(`${percent(empty)} of the answers were empty.`)
  return { technique: 'long-polling', flags, confidence: confidenceOf(stream, e, capped || varied, flags), because }
}

/**
 * The confidence in long polling. Answers that all take about as long, of which none is empty, may also come from a slow server.
 * @param endsLikeHold answers end at any time, or at a cap
 */
function confidenceOf(stream: Stream, e: Evidence, endsLikeHold: boolean, flags: string[]): Confidence {
  const confidence = confidenceFor(e.n)
  const doubtful = !endsLikeHold && e.cursorMoves === 0 && stream.news.wasted === 0 && e.longestHold < 8000
  return confidence === 'high' && (doubtful || flags.length > 0) ? 'medium' : confidence
}
