import { mergeTally } from '../base/tally.ts'
import { mergeFeedTraces } from '../content/feed-trace.ts'
import { mergeLikeness } from '../content/likeness.ts'
import { haveSameAnswer, mergeAnswers } from '../stream/parts/answers.ts'
import { mergeLedgers } from '../stream/parts/byte-ledger.ts'
import { mergeConnectionLives } from '../stream/parts/connection-life.ts'
import { mergeConversations } from '../stream/parts/conversation.ts'
import { mergeDeliveries } from '../stream/parts/deliveries.ts'
import { mergeHiddenTraffic } from '../stream/parts/hidden-traffic.ts'
import { mergeLogs } from '../stream/parts/message-log.ts'
import { countAsRepeated, mergeNews } from '../stream/parts/news.ts'
import { mergePayloadSamples } from '../stream/parts/payload-sample.ts'
import { mergeReplays } from '../stream/parts/replay.ts'
import { mergeRequests } from '../stream/parts/requests.ts'
import { mergeSamples } from '../stream/parts/samples.ts'
import { mergeStreamedBodies } from '../stream/parts/streamed-bodies.ts'
import { mergeWakeUps } from '../stream/parts/wake-ups.ts'
import { changed, noteTime, type Stream, type StreamExchange, setStatus } from '../stream/stream.ts'
import type { StreamParts } from '../stream/stream-parts.ts'

import { mergeJudgements } from '../verdict/verdict.ts'
import { streamedSuffix } from './streamed.ts'
import { mergePollers } from './two-pollers.ts'

type Parts = StreamParts<StreamExchange>

/** The requests of one key have turned out to be those of another: their streams become one. @param byKey of their document */
export function mergeKeys(byKey: Map<string, Stream>, from: string, to: string): void {
  if (!from.endsWith(streamedSuffix)) mergeKeys(byKey, from + streamedSuffix, to + streamedSuffix)
  const gone = byKey.get(from)
  if (!gone) return
  byKey.delete(from)
  const known = byKey.get(to)
  if (!known) {
    byKey.set(to, gone)
    return
  }
  if (known === gone || known.kind !== gone.kind) return
  // The stream that is on screen longest stays.
  const [into, other] = known.firstAt <= gone.firstAt ? [known, gone] : [gone, known]
  byKey.set(to, into)
  merge(into, other)
}

/** How each part of one stream is added to the same part of another, and emptied. A part that is left out is a type error. */
const mergeParts: {
  [Part in keyof Parts]: (into: Parts[Part], from: Parts[Part], fromIsLater: boolean) => void
} = {
  messages: mergeLogs,
  in: mergeTally,
  out: mergeTally,
  payloadOut: mergeTally,
  bytes: mergeLedgers,
  news: mergeNews,
  answers: mergeAnswers,
  requests: mergeRequests,
  hidden: mergeHiddenTraffic,
  samples: mergeSamples,
  connection: mergeConnectionLives,
  conversation: mergeConversations,
  wakeUps: mergeWakeUps,
  streamed: mergeStreamedBodies,
  likeness: mergeLikeness,
  feedTrace: mergeFeedTraces,
  replay: mergeReplays,
  deliveries: mergeDeliveries,
  sampleIn: mergePayloadSamples,
  sampleOut: mergePayloadSamples,
  judgement: mergeJudgements,
}

const mergePart = <Part extends keyof Parts>(part: Part, into: Stream, from: Stream, fromIsLater: boolean) =>
  mergeParts[part](into[part], from[part], fromIsLater)

/** Makes one stream of two. Requests, connections and reports of the second one find the first through `streamOf`. */
export function merge(into: Stream, from: Stream): void {
  from.mergedInto = into
  const fromIsLater = from.lastAt >= into.lastAt
  // Both streams counted their first answer as an update; if the two answers were equal, one of them was none.
  const repeated = haveSameAnswer(into.answers, from.answers)
  for (const part of Object.keys(mergeParts) as (keyof Parts)[]) mergePart(part, into, from, fromIsLater)
  if (repeated) countAsRepeated(into.news)
  mergePollers(into, from)
  noteTime(into, from.lastAt)
  if (from.status === 'open') setStatus(into, 'open')
  setStatus(from, 'closed')
  changed(from)
}
