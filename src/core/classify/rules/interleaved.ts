import { counted, inTime } from '../../base/words.ts'
import { areAtOnce, interleavedSchedule, scheduleAmongPrompted, twoPollersIn } from '../../evidence/schedules.ts'
import { confidenceFor, type Rule } from '../rule.ts'
import { turnsPages } from './pagination.ts'

/** Variation of the intervals of one timer. */
const maxTimerSpread = 0.05
/** Variation up to which one poller with jitter explains the intervals better than two pollers with different periods. */
const maxJitterSpread = 0.2
/** Requests of each of two pollers: fewer may fit by luck. */
const minRequestsEach = 3

/**
 * Requests of several pollers to one URL, or several requests of one poller in each period: together they have no single rhythm.
 */
export const interleaved: Rule = {
  id: 'interleaved',
  judge(stream, e) {
    // Requests that each continue from the last answer come from one poller.
    const follows = e.cursorMoves >= 0.9 * (e.n - 1) || turnsPages(stream, e)
    if (e.n < 8 || e.reissue >= 0.7 || e.iatSpread <= maxTimerSpread || follows) return undefined
    const rounds = interleavedSchedule(e.starts)
    if (!rounds && e.iatSpread <= maxJitterSpread) return undefined
    const two = twoPollersIn(e.starts)
    if (rounds && !two)
      return {
        technique: 'polling',
        flags: ['interval', 'interleaved'],
        confidence: confidenceFor(e.n / rounds.size),
        because: [
          `${counted(rounds.size, 'request')} every ${inTime(rounds.period)}, ${counted(e.n, 'time')} in all, steady as a timer: as many pollers, or one that asks as often in each round.`,
        ],
      }
    const among = e.prompted.size > 0 ? scheduleAmongPrompted(e.starts, e.prompted) : undefined
    if (among)
      return {
        technique: 'polling',
        flags: ['interval', 'interleaved'],
        confidence: 'medium',
        because: [
          `A request every ${inTime(among.period)}, steady as a timer; nearly all others of the ${e.n} came right after a key or click.`,
        ],
      }
    if (!two || !areAtOnce(two, minRequestsEach)) return undefined
    const periods = two.map(({ period }) => period).sort((a, b) => a - b)
    return {
      technique: 'polling',
      flags: ['interval', 'interleaved'],
      confidence: confidenceFor(e.n / 2),
      because: [
        `Two pollers, one every ${inTime(periods[0]!)} and one every ${inTime(periods[1]!)}: together they made these ${counted(e.n, 'request')}.`,
      ],
    }
  },
}
