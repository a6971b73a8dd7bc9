import { median, variation } from '../../base/statistics.ts'
import type { Milliseconds } from '../../base/units.ts'
import { inTime } from '../../base/words.ts'
import { chosenLengths } from '../../evidence/chosen-lengths.ts'
import type { Confidence, Finding } from '../../verdict/verdict.ts'
import {
  confidenceFor,
  isWriting,
  minExchangesForHigh,
  minExchangesForMedium,
  minReissueShare,
  type Rule,
} from '../rule.ts'

/** Factor from the shortest gap to the longest one below which the gaps are those of one timer. */
const minGapRange = 2
/** Factor from one gap to the next from which on gaps grow. */
const minGrowthStep = 1.25
/** Factor from one gap to the next up to which a program makes them grow; a larger one is a pause. */
const maxGrowthStep = 4
/** Factor between two gaps that count as equal. */
const maxFlatStep = 1.1
/** Coefficient of variation of the factors: a program always multiplies by one number, while chance varies more. */
const maxFactorVariation = 0.15
/** Times in a row that the gap must have grown. Where a timer leaves a tick out, or the capture lacks a request, one gap is longer and the next one is short again. */
const minGrownGaps = 2
/** Share of the gaps that must grow, stay or fall back to the shortest one: of random gaps fewer do. */
const minExplainedShare = 0.8
/** Share of the equal gaps that may lie between the shortest and the longest one, where the gaps fall back. */
const maxBetweenShare = 0.2
/** Gaps in a row that never get shorter: of five random gaps, one order in 120 is such a row. */
const minGrowingGaps = 5
/** Equal factors, and gaps in all, from which on growth by one factor is beyond doubt. */
const minFactorsToBeSure = 4
const minGapsToBeSure = 16
/** Equal gaps that make a pace. */
const minGapsOfPace = 3
/** Share of all gaps that the two or three paces of a poller must explain. */
const minPacedShare = 0.85

/** Factor from one pace to the next: less is the jitter of one. */
const minPaceStep = 1.5

/** Polling that slows down while nothing happens, up to a cap, and may fall back to its first pace. */
export const adaptivePolling: Rule = {
  judge(stream, evidence) {
    const { gapsAfterSuccess, grid, reissue, n } = evidence
    if (grid !== undefined || isWriting(stream, evidence)) return undefined
    // Long pauses are included, as typing, too, has gaps that grow within a burst. Gaps after errors are not: a client that
    // slows down after them retries.
    const gaps = gapsAfterSuccess.filter((gap) => gap > 0)
    if (gaps.length < minExchangesForMedium || reissue >= minReissueShare) return undefined
    const floor = Math.min(...gaps)
    const cap = Math.max(...gaps)
    if (cap < minGapRange * floor) return undefined
    const growth = backingOff(gaps, floor, cap)
    // A pace is told like a period, from one request to the next.
    const paces = growth ? undefined : pacesOf(evidence.allIats)
    if (!growth && !paces) {
      const chosen = chosenLengths(gaps)
      return chosen && chosen[0]! >= minChosenLength ? byChosenLengths(chosen, confidenceFor(n)) : undefined
    }
    const back = growth?.back ?? 0
    const confidence = confidenceFor(n)
    const because = paces
      ? `It has paces of its own: ${paces.map(inTime).join(' and ')} between one request and the next.`
      : `The pause before the next request grows from ${inTime(floor)} to at most ${inTime(cap)}${back > 0 ? `, and fell back ${back} ${back === 1 ? 'time' : 'times'}` : ''}.`
    return {
      technique: 'polling',
      flags: [paces ? 'interval' : 'adaptive'],
      confidence: growth?.sure !== false ? confidence : n < minGapsToBeSure ? 'provisional' : 'medium',
      because: [because],
    }
  },
}

/** Shorter pauses are those of a program that works one thing off after the other. */
const minChosenLength: Milliseconds = 500

const byChosenLengths = (lengths: readonly Milliseconds[], confidence: Confidence): Finding => ({
  technique: 'polling',
  flags: ['adaptive'],
  confidence,
  because: [
    `It waits one of ${lengths.length} lengths after each answer, from ${inTime(lengths[0]!)} to ${inTime(lengths.at(-1)!)}, and nearly to the millisecond: a program chose them, such as a server that names the time of the next request.`,
  ],
})

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
function backingOff(gaps: readonly Milliseconds[], floor: Milliseconds, cap: Milliseconds): Growth | undefined {
  const factors: number[] = []
  let level = 0
  let between = 0
  let back = 0
  let toCap = 0
  let grownInARow = 0
  const climbs: number[] = []
  for (let i = 1; i < gaps.length; i++) {
    const gap = gaps[i]!
    const step = gap / gaps[i - 1]!
    if (step >= minGrowthStep && step <= maxGrowthStep) {
      // The step to the cap is smaller than the others.
      if (gap >= cap / maxFlatStep) toCap++
      else factors.push(step)
      grownInARow++
    } else if (step >= 1 / maxFlatStep && step <= maxFlatStep) {
      level++
      // A program that falls back stays at its shortest pause, or at the longest one. A timer with a few late ticks is at neither.
      if (gap > floor * maxFlatStep && gap < cap / maxFlatStep) between++
    } else {
      climbs.push(grownInARow)
      grownInARow = 0
      if (gap <= floor * maxFlatStep) back++
    }
  }
  const grown = factors.length + toCap
  const real = [...climbs, grownInARow].filter((steps) => steps >= minGrownGaps).length
  const single = climbs.filter((steps) => steps === 1).length
  if (back > 0 && between > maxBetweenShare * level) return undefined
  if (real === 0 || single > real || (grown + level + back) / (gaps.length - 1) < minExplainedShare) return undefined
  const even = factors.length >= minGrownGaps && variation(factors) <= maxFactorVariation
  const onlyGrows = back === 0 && grown + level === gaps.length - 1 && gaps.length >= minGrowingGaps
  if (!even && !onlyGrows) return undefined
  const sureByFactors = factors.length >= minFactorsToBeSure && gaps.length >= minGapsToBeSure
  return { back, sure: sureByFactors || (onlyGrows && gaps.length >= minExchangesForHigh) }
}

/** Whether a poller keeps a pace for a while: where a timer leaves a tick out, the next is on time again. */
function goesOn(intervals: readonly Milliseconds[], pace: readonly Milliseconds[]): boolean {
  const [shortest, longest] = [pace[0]!, pace.at(-1)!]
  let inARow = 0
  return intervals.some((interval) => {
    inARow = interval >= shortest && interval <= longest ? inARow + 1 : 0
    return inARow >= minGapsOfPace
  })
}

/** The two or three lengths that nearly all intervals have, as of a poller that is slower while the page is not in use. */
function pacesOf(intervals: readonly Milliseconds[]): Milliseconds[] | undefined {
  const sorted = [...intervals].sort((a, b) => a - b)
  const paces: Milliseconds[][] = [[]]
  for (const interval of sorted) {
    const pace = paces.at(-1)!
    if (pace.length === 0 || interval <= pace[0]! * maxFlatStep) pace.push(interval)
    else paces.push([interval])
  }
  const real = paces.filter((pace) => pace.length >= minGapsOfPace && goesOn(intervals, pace))
  const share = real.reduce((total, pace) => total + pace.length, 0) / intervals.length
  if (real.length < 2 || real.length > 3 || share < minPacedShare) return undefined
  const lengths = real.map(median)
  return lengths.every((length, index) => index === 0 || length >= minPaceStep * lengths[index - 1]!)
    ? lengths
    : undefined
}
