import type { WasteReason } from '../stream/parts/news.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** Answers and messages without news: their number, and their numbers by reason. */
export interface Waste {
  wasted: number
  wastedBy: Partial<Record<WasteReason, number>>
}

const noWaste: Waste = { wasted: 0, wastedBy: {} }

/** The waste of a stream, by its technique: ordinary requests have none, and a poller's empty answers to POST are waste. */
export function wasteOf(stream: Stream, { technique }: Pick<Verdict, 'technique'>): Waste {
  // Ordinary requests are no polls: a person or the page needed their answers, even equal ones.
  if (technique === 'http' || technique === 'beacon') return noWaste
  const { wasted, wastedBy, acknowledged, acknowledgedBare } = stream.news
  // Empty answers to the polls of a poller by POST were counted as acknowledgements of messages. Requests of a library that send
  // are no polls.
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
