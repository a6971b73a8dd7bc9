import { counted, inTime } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import {
  areAtOnce,
  interleavedSchedule,
  minRequestsOfSchedule,
  scheduleAmongPrompted,
  twoPollersIn,
} from '../../evidence/schedules.ts'
import { confidenceFor, isWriting, minReissueShare, type Rule } from '../rule.ts'
import { followsCursor, movesCursor, turnsPages } from './pagination.ts'

/** Variation of the gaps after answers, by that of the intervals, up to which each request waits for the answer before it. */
const maxShareOfIntervals = 0.3
/** Variation of the intervals below which both are those of timers. */
const minSpread = 0.01

/** Whether the gaps after the answers are those of one timer, which the intervals are not. */
const waitsForAnswers = ({ gapVariation, iatVariation }: Evidence) =>
  iatVariation >= minSpread && gapVariation <= maxTimerSpread && gapVariation <= maxShareOfIntervals * iatVariation

/** Variation of the intervals of one timer. */
const maxTimerSpread = 0.05
/** Variation up to which one poller with jitter explains the intervals better than two pollers with different periods. */
const maxJitterSpread = 0.2
/** Requests of each of two pollers while both run: fewer may fit by luck. */
const minRequestsEach = 3

/**
 * Requests of several pollers to one URL, or several requests of one poller in each period: together they have no single rhythm.
 */
export const interleaved: Rule = {
  judge(stream, evidence) {
    const { n, total, reissue, iatSpread, starts, prompted } = evidence
    // Requests that each continue from the last answer come from one poller.
    const follows = movesCursor(evidence) || followsCursor(evidence) || turnsPages(stream, evidence)
    const isFew = n < 2 * minRequestsOfSchedule
    if (
      isFew ||
      isWriting(stream, evidence) ||
      evidence.grid !== undefined ||
      waitsForAnswers(evidence) ||
      reissue >= minReissueShare ||
      iatSpread <= maxTimerSpread ||
      follows
    )
      return undefined
    const rounds = interleavedSchedule(starts)
    if (!rounds && iatSpread <= maxJitterSpread) return undefined
    const two = twoPollersIn(starts)
    if (rounds && !two)
      return {
        technique: 'polling',
        flags: ['interval', 'interleaved'],
        confidence: confidenceFor(n / rounds.size),
        because: [
          `${counted(rounds.size, 'request')} every ${inTime(rounds.period)}, ${counted(total, 'time')} in all, steady as a timer: as many pollers, or one that asks as often in each round.`,
        ],
      }
    const among = prompted.size > 0 ? scheduleAmongPrompted(starts, prompted) : undefined
    if (among)
      return {
        technique: 'polling',
        flags: ['interval', 'interleaved'],
        confidence: 'medium',
        because: [
          `A request every ${inTime(among.period)}, steady as a timer; nearly all others of the ${n} came right after a key or click.`,
        ],
      }
    if (!two || !areAtOnce(two, minRequestsEach)) return undefined
    const periods = two.map(({ period }) => period).sort((a, b) => a - b)
    return {
      technique: 'polling',
      flags: ['interval', 'interleaved'],
      confidence: confidenceFor(n / 2),
      because: [
        `Two pollers, one every ${inTime(periods[0]!)} and one every ${inTime(periods[1]!)}: together they made these ${counted(total, 'request')}.`,
      ],
    }
  },
}
