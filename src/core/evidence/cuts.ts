import { mean, median, variation } from '../base/statistics.ts'
import type { Milliseconds } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'

/** Holds that did not end by an answer: a gateway cut them off, with a status, or the page gave them up. */
export interface Cut {
  by: number | 'page'
  count: number
  /** Their median age. */
  age: Milliseconds
}

/** How requests ended that were not answered, and what share of all failed. */
export interface CutCounts {
  /** By each cause. */
  cuts: readonly Cut[]
  /** Requests that a timer of the page broke off, where the server has never answered any. */
  unanswered: { count: number; age: Milliseconds } | undefined
  /** Mean hold of the answers that nobody cut off; NaN where there is none. */
  uncutHold: Milliseconds
  /**
   * Share of requests that failed or got a status of 400 and above. Those that the page gave up or broke off did not fail, nor did holds
   * that a gateway cut.
   */
  errors: number
}

interface Cuts {
  isCut(sample: ExchangeSample): boolean
  /** The page broke the request off, as it had no more use for it. */
  isBrokenOff(sample: ExchangeSample): boolean
  counts: CutCounts
}

/** Time from which on a page that aborts a request gave up waiting for news, as long pollers do. Sooner it broke the request off. */
const minGiveUpTime: Milliseconds = 5000
/** Statuses by which a gateway or a server ends what takes too long: RFC 9110, 15.5.9 and 15.6.3 to 15.6.5, and Cloudflare's 524. */
const gatewayStatuses = new Set([408, 502, 503, 504, 524])
/** Aborted requests from which on their ages show whether a timer of the page ends them, and the ages that count as equal. */
const minAbortsAtOneAge = 3
const maxAgeVariation = 0.05
const minAbortAge: Milliseconds = 1000

const ageOf = ({ start, end }: ExchangeSample) => end - start
const isEndedByPage = ({ outcome }: ExchangeSample) => outcome === 'abort' || outcome === 'timeout'
const isOfGateway = (sample: ExchangeSample) => gatewayStatuses.has(sample.status) && ageOf(sample) >= minGiveUpTime

/**
 * Tells what became of requests that were not answered.
 * @param samples the last exchanges of a stream
 * @param holdOf how long the server held a request
 */
export function cutsAmong(samples: readonly ExchangeSample[], holdOf: (sample: ExchangeSample) => Milliseconds): Cuts {
  // In most streams every request was answered: then nothing was cut.
  if (samples.every(isPlainAnswer)) return nothingCut(samples, holdOf)
  const byPage = samples.filter(isEndedByPage)
  // Where nothing but a gateway has ever answered, the server fails, however long it takes to; and where nothing at all has, a timer may ask
  // anew though it has no answer yet.
  const isHeld = samples.some((sample) => sample.outcome === 'ok' && sample.status < 400)
  const atOneAge = endAtOneAge(byPage)
  // A person breaks requests off as well, each at another age. Of one or two aborted requests nothing but the age tells.
  const few = byPage.length < minAbortsAtOneAge
  /** The page gave up waiting, as long pollers do. */
  const isGivenUp = (sample: ExchangeSample) =>
    isEndedByPage(sample) &&
    ((isHeld && atOneAge) || ((few || sample.outcome === 'timeout') && ageOf(sample) >= minGiveUpTime))
  const isCut = (sample: ExchangeSample) => isGivenUp(sample) || (isHeld && isOfGateway(sample))
  const isBrokenOff = (sample: ExchangeSample) => sample.outcome === 'abort' && !isGivenUp(sample)
  // An opaque response succeeded, though its status is 0.
  const isFailed = (sample: ExchangeSample) =>
    !isBrokenOff(sample) && !isCut(sample) && (sample.outcome !== 'ok' || sample.status >= 400)
  const counts: CutCounts = {
    cuts: byCause(samples.filter(isCut)),
    unanswered: !isHeld && atOneAge ? { count: byPage.length, age: median(byPage.map(ageOf)) } : undefined,
    uncutHold: mean(samples.filter((sample) => !isCut(sample) && !isBrokenOff(sample)).map(holdOf)),
    errors: samples.length === 0 ? 0 : samples.filter(isFailed).length / samples.length,
  }
  return { isCut, isBrokenOff, counts }
}

const isPlainAnswer = ({ outcome, status }: ExchangeSample) => outcome === 'ok' && status < 400
const never = () => false

function nothingCut(samples: readonly ExchangeSample[], holdOf: (sample: ExchangeSample) => Milliseconds): Cuts {
  const counts: CutCounts = { cuts: [], unanswered: undefined, uncutHold: mean(samples.map(holdOf)), errors: 0 }
  return { isCut: never, isBrokenOff: never, counts }
}

function byCause(cut: readonly ExchangeSample[]): Cut[] {
  const causes = new Map<Cut['by'], ExchangeSample[]>()
  for (const sample of cut) {
    const by = isOfGateway(sample) ? sample.status : 'page'
    causes.set(by, [...(causes.get(by) ?? []), sample])
  }
  return [...causes].map(([by, all]) => ({ by, count: all.length, age: median(all.map(ageOf)) }))
}

/** Whether requests ended at the same age each time. */
function endAtOneAge(samples: readonly ExchangeSample[]): boolean {
  const ages = samples.map(ageOf)
  return ages.length >= minAbortsAtOneAge && median(ages) >= minAbortAge && variation(ages) <= maxAgeVariation
}
