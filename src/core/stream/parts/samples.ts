import type { RequestProgress } from '../../base/request-progress.ts'
import type { Bytes, Milliseconds, Moment } from '../../base/units.ts'
import type { Outcome } from '../../event/event.ts'
import type { Nearness } from '../../traffic/cause.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import type { AnswerNews } from './news.ts'
import type { RequestResult } from './requests.ts'

/** A finished exchange, as the rules look at it. */
export interface ExchangeSample<E extends Exchange = Exchange> {
  start: Moment
  /** When the server had something to say: at its response head, or, of a small answer, at the end of its body. */
  answeredAt: Moment
  end: Moment
  status: number
  outcome: Outcome
  /** Body bytes of the request and of the response. */
  sent: Bytes
  received: Bytes
  news: boolean
  /** A body of text, of unknown length, in one piece. */
  cameWhole: boolean
  progress: RequestProgress
  afterInput: Nearness
  afterPush: Nearness
  contribution: Contribution<E>
}

/** What a plain exchange or a beacon has added to the news, requests and tallies of its stream: moved with it where the stream is split. */
export interface Contribution<E extends Exchange = Exchange> extends AnswerNews, RequestResult {
  exchange: E
  /** The request body counts as a payload that the page sent: not where the request failed, or was never answered. */
  payloadOut: boolean
  /** The answer was an empty list or object where an update would be. */
  emptyList: boolean
}

/** The last exchanges of a stream, in order of their end. */
export interface Samples<E extends Exchange = Exchange> {
  /** Those that `recentSamples` gives, and up to as many older ones: to take them out one by one would move all others each time. */
  kept: ExchangeSample<E>[]
  /**
   * Longest time from a request to its `answeredAt`, of all exchanges that got a response head. In a stream that was split the other samples
   * count, too: `moveSamples` and `measureAgain` do not leave them out.
   */
  longestTimeToAnswer: Milliseconds
}

/** Exchanges that the rules look at; older ones live on in the totals. */
const maxSamples = 64

export const createSamples = <E extends Exchange>(): Samples<E> => ({ kept: [], longestTimeToAnswer: 0 })

export function addSample<E extends Exchange>(samples: Samples<E>, sample: ExchangeSample<E>): void {
  samples.kept.push(sample)
  if (samples.kept.length >= 2 * maxSamples) samples.kept = recentSamples(samples).slice()
}

/** The last exchanges, of which the rules look at so many. */
export const recentSamples = <S>({ kept }: { readonly kept: readonly S[] }): readonly S[] =>
  kept.length > maxSamples ? kept.slice(-maxSamples) : kept

export function noteTimeToAnswer(samples: Samples, took: Milliseconds): void {
  samples.longestTimeToAnswer = Math.max(samples.longestTimeToAnswer, took)
}

/** Makes finished exchanges the samples of another stream, which has none that it still needs. */
export function moveSamples<E extends Exchange>(
  from: Samples<E>,
  to: Samples<E>,
  moved: readonly ExchangeSample<E>[],
): void {
  const others = new Set(moved)
  from.kept = recentSamples(from).filter((sample) => !others.has(sample))
  to.kept = [...moved]
  for (const { start, answeredAt } of moved) noteTimeToAnswer(to, answeredAt - start)
}

/** Measures the longest time to `answeredAt` anew, where the samples are all the exchanges that there were. */
export function measureAgain(samples: Samples): void {
  samples.longestTimeToAnswer = Math.max(
    0,
    ...recentSamples(samples).map(({ start, answeredAt }) => answeredAt - start),
  )
}

/** Forgets the last exchanges, where they say nothing of the exchanges to come. */
export function forgetSamples(samples: Samples): void {
  samples.kept = []
}

/** Puts the samples of one stream among those of another and empties them. */
export function mergeSamples<E extends Exchange>(into: Samples<E>, from: Samples<E>): void {
  noteTimeToAnswer(into, from.longestTimeToAnswer)
  into.kept = [...recentSamples(into), ...recentSamples(from)].sort((a, b) => a.end - b.end).slice(-maxSamples)
  Object.assign(from, createSamples<E>())
}
