import { confidenceFor, type Rule } from '../rule.ts'
import { counted, inTime, percent } from '../words.ts'

/**
 * Held by the server, asked again at once. The gap after the answer discriminates, not the hold: a slow back end that is
 * polled by a timer holds as long, but is asked again by the clock (RFC 6202, 2).
 */
export const longPolling: Rule = {
  id: 'long-polling',
  judge(stream, e) {
    if (e.reissue < 0.7 || e.fill < 0.8 || e.errors >= 0.5) return undefined
    const capped = e.heldToCap >= 2 && e.longestHold >= 8000
    // The mean where news comes in bursts: many short holds and a few long ones.
    if (Math.max(e.hold, e.meanHold) < Math.max(1000, 5 * e.roundTrip) && !capped) return undefined
    const because = [
      `Each request was asked again ${inTime(Math.max(0, e.gap))} after the last answer, ${counted(e.n - 1, 'time')}.`,
      `Answers were held ${inTime(e.meanHold)} on average, never longer than ${inTime(e.longestHold)}.`,
    ]
    if (capped) because.push(`${e.heldToCap} holds ended at the same ${inTime(e.longestHold)}: the server's cap.`)
    const empty = stream.wasted / Math.max(1, stream.responses)
    if (empty > 0) because.push(`${percent(empty)} of the answers were empty.`)
    return {
      technique: 'long-polling',
      flags: [],
      confidence: confidenceFor(e.n),
      because,
    }
  },
}
