import { inTime } from '../../../src/core/base/words.ts'
import type { Analysed } from '../analysed.ts'
import { plural } from '../words/format-units.ts'

/** Part of the rate while visible below which a stream has slowed down, rather than by chance. */
const minSteadyRate = 0.9

/** What a stream did while its tab was hidden, as a sentence or two; '' where the tab was never hidden, or nobody says so. */
export function hiddenWords({ facts, analysis }: Analysed): string {
  const { hidden } = analysis
  if (!hidden) return ''
  const asks = facts.kind === 'exchanges' || facts.kind === 'beacon'
  const noun = asks ? 'request' : 'message'
  const count = asks ? hidden.requests : hidden.messagesIn + hidden.messagesOut
  const when = `While the tab was hidden, for ${inTime(hidden.forMs)} in all,`
  if (count === 0) return `${when} there was no ${noun}.`
  const { perMinute, visiblePerMinute } = hidden
  const rate = perMinute === null ? '' : `, ${pace(perMinute)}`
  const before = visiblePerMinute ? `; while it was visible, ${pace(visiblePerMinute)}` : ''
  const slower =
    analysis.technique === 'polling' &&
    perMinute !== null &&
    visiblePerMinute &&
    perMinute < minSteadyRate * visiblePerMinute
  const why = slower
    ? ' Browsers run timers of hidden tabs later, so that the page itself may have changed nothing.'
    : ''
  return `${when} ${plural(count, noun)} ${asks ? 'went on' : 'came or went'}${rate}${before}.${why}`
}

/** A rate as an average pause, or as a number a second. */
function pace(perMinute: number): string {
  const perSecond = perMinute / 60
  return perSecond > 1.05 ? `${Number(perSecond.toPrecision(2))} a second` : `one every ${inTime(1000 / perSecond)}`
}
