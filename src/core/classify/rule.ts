import type { Bytes } from '../base/units.ts'
import type { Evidence } from '../evidence/evidence.ts'
import type { Stream } from '../stream/stream.ts'
import type { Confidence, Finding } from '../verdict/verdict.ts'

/**
 * A way to recognise one technique. A rule reads the running totals of a stream and the evidence of its last exchanges, never the samples
 * or the message list.
 */
export interface Rule {
  /** @returns undefined where the rule does not apply */
  judge(stream: Stream, evidence: Evidence): Finding | undefined
}

/** Exchanges from which on a pattern of timing is more than luck, and from which on it is firm. */
export const minExchangesForMedium = 4
export const minExchangesForHigh = 8

/** The confidence of a rule that looks at timing. @param samples exchanges that it has seen: below 4 any pattern may be luck */
export function confidenceFor(samples: number): Confidence {
  if (samples >= minExchangesForHigh) return 'high'
  return samples >= minExchangesForMedium ? 'medium' : 'provisional'
}

/**
 * Share of requests that follow an answer at once from which on answers drive the requests, as in long polling and in reading page
 * after page; with less, a clock or a person does. It leaves room for the requests after an error, which wait.
 */
export const minReissueShare = 0.7

/** Share of failed requests from which on a stream's timing is that of its retries and tells nothing of its technique. */
export const minFailingShare = 0.5

/** Share of requests that overlap with the one before from which on a page keeps several in flight: late answers make fewer. */
export const minParallelShare = 0.3

/** Share of answers that something was created from which on a stream writes. */
const minCreatedShare = 0.5

/** Of requests that write at most this share has the body of the request before, and their bodies are so many times as large as the answers. */
const maxAskedAgain = 0.2
const minSentPerReceived = 4
/** Share of answers without news up to which the requests may be writes. */
const maxRepeatedShare = 0.3
/** Variation of the sizes of a poller's bodies. */
const maxPollSpread = 0.1
/** Factor by which the request bodies are larger than the answers where these are no more than receipts. */
const minSentPerReceipt = 10

/** Whether the requests change something at the server: they are a person's or a program's writes, and no questions after news. */
export const isWriting = (
  { method, news, requests }: Stream,
  { n, created, sent, sentSpread, received, askedAgain, cursorMoves }: Evidence,
) =>
  /^(PUT|PATCH|DELETE)$/.test(method) ||
  created >= minCreatedShare ||
  (method === 'POST' &&
    // A number or a time makes the requests of a poller unequal, too: but they are of one size, and their answers repeat.
    (news.wasted < maxRepeatedShare * requests.answered ||
      sentSpread > maxPollSpread ||
      sent >= minSentPerReceipt * received) &&
    n >= minExchangesForMedium &&
    askedAgain <= maxAskedAgain &&
    cursorMoves === 0 &&
    sent >= minSentPerReceived * received)

/** Mean size of an answer up to which it says no more than that the request has arrived. */
export const maxReceiptBytes: Bytes = 64
