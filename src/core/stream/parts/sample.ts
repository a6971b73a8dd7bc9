import type { Bytes, Milliseconds } from '../../base/units.ts'
import type { Outcome } from '../../event/event.ts'
import type { Nearness } from '../../traffic/cause.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import type { WasteReason } from '../stream.ts'

/** A finished exchange, as the rules look at it. */
export interface ExchangeSample {
  start: Milliseconds
  /** When the server had something to say: its head, or all of an answer that is small. */
  answeredAt: Milliseconds
  end: Milliseconds
  status: number
  outcome: Outcome
  sent: Bytes
  received: Bytes
  news: boolean
  cacheBusted: boolean
  cursor: string | undefined
  page: number | undefined
  afterInput: Nearness
  afterPush: Nearness
  share: Share
}

/** What an answer was to the page: news, the bare word that a message has come, or nothing new. */
export type Answer = 'news' | 'acknowledged' | WasteReason

/** What one exchange has added to its stream by its end, besides bytes: kept for when the stream turns out to be two. */
export interface Share {
  exchange: Exchange
  answer: Answer | undefined
  responses: number
  failures: number
  updates: number
  /** What the page said in it: none where it failed, or was never answered. */
  said: number
  unseenBodies: number
  emptyLists: number
  truncated: number
}
/** Exchanges that the rules look at; older ones live on in the totals. */
export const mostSamples = 64
