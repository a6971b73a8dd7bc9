import { type ExchangeSample, recentSamples } from './parts/samples.ts'
import type { Stream, StreamExchange } from './stream.ts'

/** The last finished exchanges of a stream, in order of their end: those that the rules look at. */
export const recentExchanges = ({ samples }: Stream): readonly ExchangeSample<StreamExchange>[] =>
  recentSamples(samples)
