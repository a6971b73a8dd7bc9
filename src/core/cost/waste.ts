import type { WasteReason } from '../stream/parts/news.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** What carried no news, and why. */
export interface Waste {
  wasted: number
  wastedBy: Partial<Record<WasteReason, number>>
}

const noWaste: Waste = { wasted: 0, wastedBy: {} }

/** What carried no news, as far as it matters for the technique. */
export function wasteOf(stream: Stream, { technique }: Pick<Verdict, 'technique'>): Waste {
  // Ordinary answers are not polls: one that repeats itself was asked for, by a person or by the page's own need.
  if (technique === 'http' || technique === 'beacon') return noWaste
  const { wasted, wastedBy, acknowledged, acknowledgedBare } = stream.news
  // A poll by POST sends something up each time; its empty answers look like acknowledgements. A library's senders do not poll.
  const polls = (technique === 'polling' || technique === 'long-polling') && !stream.protocol
  if (!polls || acknowledged === 0) return { wasted, wastedBy }
  const reasons = { ...wastedBy }
  const add = (reason: WasteReason, count: number) => {
    if (count > 0) reasons[reason] = (reasons[reason] ?? 0) + count
  }
  add('no-content', acknowledgedBare)
  add('empty', acknowledged - acknowledgedBare)
  return { wasted: wasted + acknowledged, wastedBy: reasons }
}
