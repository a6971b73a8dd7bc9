import { median, variation } from '../base/statistics.ts'
import type { Milliseconds } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'

/** Holds that did not end by an answer: a gateway cut them off, with a status, or the page gave them up. */
export interface Cut {
  by: number | 'page'
  count: number
  /** Their median age. */
  age: Milliseconds
}

/** Time from which on a page that aborts a request gave up waiting for news, as long pollers do. Sooner it broke the request off. */
const minGiveUpTime: Milliseconds = 5000
/** Statuses by which a gateway ends what takes too long: RFC 9110, 15.6.3 to 15.6.5, and Cloudflare's 524. */
const gatewayStatuses = new Set([502, 503, 504, 524])
/** Aborted requests from which on an equal age shows that a timer of the page ends them, and the ages that count as equal. */
const minAbortsAtOneAge = 3
const maxAgeVariation = 0.05
const minAbortAge: Milliseconds = 1000

const ageOf = ({ start, end }: ExchangeSample) => end - start
const isEndedByPage = ({ outcome }: ExchangeSample) => outcome === 'abort' || outcome === 'timeout'
const isOfGateway = (sample: ExchangeSample) => gatewayStatuses.has(sample.status) && ageOf(sample) >= minGiveUpTime

/** Tells what became of requests that were not answered. @param samples the last exchanges of a stream */
export function cutsAmong(samples: readonly ExchangeSample[]) {
  const byPage = samples.filter(isEndedByPage)
  // Where nothing but a gateway has ever answered, the server fails, however long it takes to; and where nothing at all has, a timer may ask
  // anew though it has no answer yet.
  const isHeld = samples.some((sample) => sample.outcome === 'ok' && sample.status < 400)
  const byTimer = isHeld && endsAtOneAge(byPage)
  /** The page gave up waiting, as long pollers do. */
  const isGivenUp = (sample: ExchangeSample) => isEndedByPage(sample) && (byTimer || ageOf(sample) >= minGiveUpTime)
  const isCut = (sample: ExchangeSample) => isGivenUp(sample) || (isHeld && isOfGateway(sample))
  const byCause = new Map<Cut['by'], ExchangeSample[]>()
  for (const sample of samples.filter(isCut)) {
    const by = isOfGateway(sample) ? sample.status : 'page'
    byCause.set(by, [...(byCause.get(by) ?? []), sample])
  }
  const cuts = [...byCause].map(([by, all]): Cut => ({ by, count: all.length, age: median(all.map(ageOf)) }))
  return {
    /** By each cause. */
    cuts,
    isCut,
    /** The page broke the request off, as it had no more use for it. */
    isBrokenOff: (sample: ExchangeSample) => sample.outcome === 'abort' && !isGivenUp(sample),
  }
}

/** Whether requests ended at the same age each time. */
function endsAtOneAge(samples: readonly ExchangeSample[]): boolean {
  const ages = samples.map(ageOf)
  return ages.length >= minAbortsAtOneAge && median(ages) >= minAbortAge && variation(ages) <= maxAgeVariation
}
