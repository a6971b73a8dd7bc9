import { moveTo } from '../base/tally.ts'
import { moveEmptyList } from './parts/answers.ts'
import { give, take } from './parts/byte-ledger.ts'
import { moveConnectedTime } from './parts/connection-life.ts'
import { moveHiddenAnswer, moveHiddenRequest } from './parts/hidden-traffic.ts'
import { moveAnswer } from './parts/news.ts'
import { moveFinished } from './parts/requests.ts'
import type { Stream, StreamExchange, StreamSample } from './stream.ts'
import type { StreamParts } from './stream-parts.ts'

type Parts = StreamParts<StreamExchange>

type Move<Part extends keyof Parts> = (from: Parts[Part], to: Parts[Part], sample: StreamSample) => void

/** For parts that `group/two-pollers.ts` moves or counts anew for all exchanges of a poller together. */
const elsewhere = () => undefined
/** For parts to which a single plain exchange of a poller adds nothing that can be taken out again. */
const nothing = () => undefined

/** How a finished exchange is taken out of each part of one stream and put into another. A part that is left out is a type error. */
const moveParts: { [Part in keyof Parts]: Move<Part> } = {
  in(from, to, { contribution, received }) {
    if (contribution.answered) moveTo(from, to, received)
  },
  out(from, to, { sent }) {
    if (sent > 0) moveTo(from, to, sent)
  },
  payloadOut(from, to, { contribution, sent }) {
    if (contribution.payloadOut) moveTo(from, to, sent)
  },
  bytes(from, to, { contribution }) {
    const weight = contribution.exchange.weight?.booked
    if (!weight) return
    take(from, weight)
    give(to, weight)
  },
  news: (from, to, { contribution }) => moveAnswer(from, to, contribution),
  answers(from, to, { contribution }) {
    if (contribution.emptyList) moveEmptyList(from, to)
  },
  requests: (from, to, { start, contribution }) => moveFinished(from, to, start, contribution),
  hidden(from, to, { contribution: { exchange, answered }, sent, received }) {
    const { hiddenFor } = exchange
    if (hiddenFor === undefined) return
    moveHiddenRequest(from, to, hiddenFor, sent)
    if (answered) moveHiddenAnswer(from, to, hiddenFor, received)
  },
  connection: (from, to, { start, end }) => moveConnectedTime(from, to, end - start),
  messages: elsewhere,
  samples: elsewhere,
  wakeUps: elsewhere,
  replay: elsewhere,
  conversation: nothing,
  deliveries: nothing,
  sampleIn: nothing,
  sampleOut: nothing,
  streamed: nothing,
  likeness: nothing,
  feedTrace: nothing,
  judgement: nothing,
}

const movePart = <Part extends keyof Parts>(part: Part, from: Stream, to: Stream, sample: StreamSample) =>
  moveParts[part](from[part], to[part], sample)

/** Makes an exchange that is over another stream's, with all that it has added. */
export function moveExchange(from: Stream, to: Stream, sample: StreamSample): void {
  for (const part of Object.keys(moveParts) as (keyof Parts)[]) movePart(part, from, to, sample)
  sample.contribution.exchange.stream = to
}
