import type { Tally } from '../base/tally.ts'
import type { FeedTrace } from '../content/feed-trace.ts'
import type { Likeness } from '../content/likeness.ts'
import type { Exchange } from '../traffic/exchange.ts'
import type { Judgement } from '../verdict/verdict.ts'
import type { LastAnswers } from './parts/answers.ts'
import type { ByteLedger } from './parts/byte-ledger.ts'
import type { ConnectionLife } from './parts/connection-life.ts'
import type { Conversation } from './parts/conversation.ts'
import type { Deliveries } from './parts/deliveries.ts'
import type { HiddenTraffic } from './parts/hidden-traffic.ts'
import type { MessageLog } from './parts/message-log.ts'
import type { News } from './parts/news.ts'
import type { PayloadSample } from './parts/payload-sample.ts'
import type { Replay } from './parts/replay.ts'
import type { Requests } from './parts/requests.ts'
import type { Samples } from './parts/samples.ts'
import type { StreamedBodies } from './parts/streamed-bodies.ts'
import type { WakeUps } from './parts/wake-ups.ts'

/** The totals of a stream, and its last exchanges. Each part is declared in a file of its own, which alone changes it. */
export interface StreamParts<E extends Exchange> {
  messages: MessageLog
  /** Messages and bodies from the server, and to it. */
  in: Tally
  out: Tally
  /** Payloads that the page sent, heartbeats left out: messages, or the questions of a poller (see `payloadOf`). */
  payloadOut: Tally
  bytes: ByteLedger
  news: News
  answers: LastAnswers
  requests: Requests<E>
  /** The part of `requests`, `in` and `out` that fell into times in which the document was hidden. */
  hidden: HiddenTraffic
  samples: Samples<E>
  connection: ConnectionLife
  conversation: Conversation
  wakeUps: WakeUps
  streamed: StreamedBodies
  likeness: Likeness
  feedTrace: FeedTrace
  replay: Replay
  deliveries: Deliveries
  /** Payloads of a compressed WebSocket. */
  sampleIn: PayloadSample
  sampleOut: PayloadSample
  judgement: Judgement
}
