import { confidenceFor, type Rule } from '../rule.ts'
import { inTime } from '../words.ts'

// A step counts as growth from here on; below it the gap is flat.
const growth = 1.25
const flat = 1.1

/** Polling that slows down while nothing happens, up to a cap, and may fall back to its first pace. */
export const adaptivePolling: Rule = {
  id: 'adaptive-polling',
  judge(_stream, e) {
    // With the long pauses left in: typing, too, has gaps that grow within a burst.
    const gaps = e.pauses.filter((gap) => gap > 0)
    if (gaps.length < 4 || e.reissue >= 0.7) return undefined
    const floor = Math.min(...gaps)
    const cap = Math.max(...gaps)
    if (cap < 2 * floor) return undefined
    let grown = 0
    let level = 0
    let back = 0
    for (let i = 1; i < gaps.length; i++) {
      const step = gaps[i]! / gaps[i - 1]!
      if (step >= growth && step <= 4) grown++
      else if (step >= 1 / flat && step <= flat) level++
      else if (gaps[i]! <= floor * growth) back++
    }
    const steps = gaps.length - 1
    if (grown < 2 || (grown + level + back) / steps < 0.8) return undefined
    return {
      technique: 'polling',
      flags: ['adaptive'],
      confidence: confidenceFor(e.n),
      because: [
        `The pause before the next request grows from ${inTime(floor)} to at most ${inTime(cap)}${back > 0 ? `, and fell back ${back} ${back === 1 ? 'time' : 'times'}` : ''}.`,
      ],
    }
  },
}
