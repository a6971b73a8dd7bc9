import { variation } from '../../base/statistics.ts'
import { inTime } from '../../base/words.ts'
import { confidenceFor, type Rule } from '../rule.ts'

/** Factor from one gap to the next from which on gaps grow. */
const minGrowthStep = 1.25
/** Factor between two gaps that count as equal. */
const maxFlatStep = 1.1
/** Coefficient of variation of the factors: a program always multiplies by one number, while chance varies more. */
const maxFactorVariation = 0.15
/** Gaps in a row that never get shorter: of five random gaps, one order in 120 is such a row. */
const minGrowingPauses = 5
/** Equal gaps that make a pace. */
const minPausesOfPace = 3
/** Share of all gaps that the two or three paces of a poller must explain. */
const minPacedShare = 0.85

/** Polling that slows down while nothing happens, up to a cap, and may fall back to its first pace. */
export const adaptivePolling: Rule = {
  id: 'adaptive-polling',
  judge(_stream, e) {
    // Long pauses are included, as typing, too, has gaps that grow within a burst. Gaps after errors are not: a client that
    // slows down after them retries.
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

/**
 * Whether the gaps grow as a program makes them grow: by one factor each time, or without ever getting shorter.
 * @param floor shortest gap
 * @param cap longest gap
 * @returns how often the gap fell back to the shortest one, and whether the growth is beyond doubt
 */
function backingOff(gaps: readonly number[], floor: number, cap: number): Growth | undefined {
  const factors: number[] = []
  let level = 0
  let back = 0
  let toCap = 0
  for (let i = 1; i < gaps.length; i++) {
    const gap = gaps[i]!
    const step = gap / gaps[i - 1]!
    if (step >= minGrowthStep && step <= 4) {
      // The step to the cap is smaller than the others.
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

/** The two or three lengths that nearly all gaps have, as of a poller that is slower while the page is not in use. */
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
