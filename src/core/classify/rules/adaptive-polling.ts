import { variation } from '../../base/statistics.ts'
import { inTime } from '../../base/words.ts'
import { confidenceFor, type Rule } from '../rule.ts'

// A step counts as growth from here on; below it the gap is flat.
const minGrowthStep = 1.25
const maxFlatStep = 1.1
// A program multiplies by the same number each time; by chance steps differ by more.
const maxFactorVariation = 0.15
/** Pauses in a row that never get shorter: one in 120 would by chance. */
const minGrowingPauses = 5
/** Pauses that are the same, and how many of all the two or three paces of a poller must explain. */
const minPausesOfPace = 3
const minPacedShare = 0.85

/** Polling that slows down while nothing happens, up to a cap, and may fall back to its first pace. */
export const adaptivePolling: Rule = {
  id: 'adaptive-polling',
  judge(_stream, e) {
    // With the long pauses left in: typing, too, has gaps that grow within a burst.
    // What slows down for a server in trouble is a retry.
    const gaps = e.unforced.filter((gap) => gap > 0)
    if (gaps.length < 4 || e.reissue >= 0.7) return undefined
    const floor = Math.min(...gaps)
    const cap = Math.max(...gaps)
    if (cap < 2 * floor) return undefined
    const growth = backingOff(gaps, floor, cap)
    const paces = growth ? undefined : pacesOf(gaps)
    if (!growth && !paces) return undefined
    const back = growth?.back ?? 0
    const confidence = confidenceFor(e.n)
    const because = paces
      ? `It has paces of its own: ${paces.map(inTime).join(' and ')} between one request and the next.`
      : `The pause before the next request grows from ${inTime(floor)} to at most ${inTime(cap)}${back > 0 ? `, and fell back ${back} ${back === 1 ? 'time' : 'times'}` : ''}.`
    return {
      technique: 'polling',
      flags: [paces ? 'interval' : 'adaptive'],
      confidence: confidence === 'high' && growth?.sure === false ? 'medium' : confidence,
      because: [because],
    }
  },
}

interface Growth {
  back: number
  sure: boolean
}

/** How the pauses grow, if they do as a program makes them: how often they fell back to the first, and whether that is beyond doubt. */
function backingOff(gaps: readonly number[], floor: number, cap: number): Growth | undefined {
  const factors: number[] = []
  let level = 0
  let back = 0
  let toCap = 0
  for (let i = 1; i < gaps.length; i++) {
    const gap = gaps[i]!
    const step = gap / gaps[i - 1]!
    if (step >= minGrowthStep && step <= 4) {
      // The last step before the cap is cut short.
      if (gap >= cap / maxFlatStep) toCap++
      else factors.push(step)
    } else if (step >= 1 / maxFlatStep && step <= maxFlatStep) level++
    else if (gap <= floor * maxFlatStep) back++
  }
  const grown = factors.length + toCap
  if (grown < 2 || (grown + level + back) / (gaps.length - 1) < 0.8) return undefined
  const even = factors.length >= 2 && variation(factors) <= maxFactorVariation
  const onlyGrows = back === 0 && grown + level === gaps.length - 1 && gaps.length >= minGrowingPauses
  return even || onlyGrows
    ? { back, sure: (factors.length >= 4 && gaps.length >= 12) || (onlyGrows && gaps.length >= 8) }
    : undefined
}

/** The two or three pauses that nearly all are equal to: one for a page in use, one for a page that is not. */
function pacesOf(gaps: readonly number[]): number[] | undefined {
  const sorted = [...gaps].sort((a, b) => a - b)
  const paces: number[][] = [[]]
  for (const gap of sorted) {
    const pace = paces.at(-1)!
    if (pace.length === 0 || gap <= pace[0]! * maxFlatStep) pace.push(gap)
    else paces.push([gap])
  }
  const real = paces.filter((pace) => pace.length >= minPausesOfPace)
  const share = real.reduce((total, pace) => total + pace.length, 0) / gaps.length
  return real.length >= 2 && real.length <= 3 && share >= minPacedShare ? real.map((pace) => pace[0]!) : undefined
}
