import type { Milliseconds } from '../base/units.ts'

/** Pauses from which on it shows that few lengths come again and again. */
const minPauses = 16
/** Share of a length, and time, by which two pauses of that length differ at most: timers are that exact. */
const maxDifference = 0.01
const maxLateness: Milliseconds = 20
/** Share of the pauses that have one of the lengths; the others came late. */
const minChosenShare = 0.9
/** Factor from one length to the next: pauses of a timer with jitter lie side by side. */
const minStep = 1.1
/** Pauses of each length on average, and of each at least. */
const minPausesEach = 4
const minOfLength = 3
/** Share of the pauses with one length from which on it is that of a timer, and the others are accidents. */
const maxOfOneLength = 0.6

/**
 * The few lengths that nearly all pauses have to within a per cent, so that a program chose them: such as a server that names the time of the
 * next request with each answer. Pauses of people have no such lengths: of 26 between one and three seconds hardly three are that near each other.
 * @param pauses after the answers
 * @returns the lengths, the shortest first; undefined where there are no such lengths, or only one
 */
export function chosenLengths(pauses: readonly Milliseconds[]): Milliseconds[] | undefined {
  if (pauses.length < minPauses) return undefined
  const groups: Milliseconds[][] = []
  for (const pause of [...pauses].sort((a, b) => a - b)) {
    const group = groups.at(-1)
    if (group && pause - group[0]! <= Math.max(maxLateness, maxDifference * group[0]!)) group.push(pause)
    else groups.push([pause])
  }
  const lengths = groups.filter((group) => group.length >= minOfLength)
  const chosen = lengths.reduce((sum, group) => sum + group.length, 0)
  const isFew = lengths.length > 1 && lengths.length * minPausesEach <= pauses.length
  const areApart = lengths.every(([length], n) => n === 0 || length! >= minStep * lengths[n - 1]!.at(-1)!)
  const isOne = lengths.some((group) => group.length > maxOfOneLength * pauses.length)
  return isFew && areApart && !isOne && chosen >= minChosenShare * pauses.length
    ? lengths.map(([length]) => length!)
    : undefined
}
