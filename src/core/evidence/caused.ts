import type { Nearness } from '../traffic/cause.ts'

/** How many requests of a stream came shortly after a cause, such as a key press or a pushed message. */
export interface Caused {
  /** Share of the requests, from 0 to 1. */
  share: number
  /** That share minus the share that would come by chance. */
  beyondChance: number
}

/** Requests that came after a cause, within its wider and its narrower reach, and how many of each would come by chance. */
export interface CausedSums {
  within: number
  atOnce: number
  chanceWithin: number
  chanceAtOnce: number
}

/** The sums before the first request. */
export const noneCaused = (): CausedSums => ({ within: 0, atOnce: 0, chanceWithin: 0, chanceAtOnce: 0 })

/** Adds one request to the sums. */
export function addCaused(sums: CausedSums, { within, atOnce, chanceWithin, chanceAtOnce }: Nearness): void {
  if (within) sums.within++
  if (atOnce) sums.atOnce++
  sums.chanceWithin += chanceWithin
  sums.chanceAtOnce += chanceAtOnce
}

// A poller's clock is steadier than a person: below this variation of the intervals, requests are near a cause by chance.
const maxClockVariation = 0.15

/**
 * The share of a stream's requests that a cause explains. Where causes follow one another so fast that every request comes within
 * the wider reach of one, and where requests are as steady as a clock, only those within the narrower reach count.
 * @param n all requests of the sums
 * @param iatVariation coefficient of variation of the times between requests
 */
export function causedShare(sums: CausedSums, n: number, iatVariation: number): Caused {
  const within = (sums.within - sums.chanceWithin) / n
  const atOnce = (sums.atOnce - sums.chanceAtOnce) / n
  return atOnce > within || iatVariation < maxClockVariation
    ? { share: sums.atOnce / n, beyondChance: atOnce }
    : { share: sums.within / n, beyondChance: within }
}
