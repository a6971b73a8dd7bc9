import { isDeflated } from '../base/agreed-protocols.ts'
import { counted, percent } from '../base/words.ts'
import { likenessOf } from '../content/likeness.ts'
import { type AdviceRule, minForShare } from './rule.ts'

/** A WebSocket on which the page sends nothing: Server-Sent Events would do. */
export const oneWaySocket: AdviceRule = {
  id: 'websocket-one-way',
  topic: 'direction',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('one-way') || stream.in.count < minForShare) return
    return `${counted(stream.in.count, 'message')} came in and none went out. Server-Sent Events do that over plain HTTP, with reconnect and event ids built in; mind the limit of six connections per origin on HTTP/1.1.`
  },
}

/** A WebSocket that has carried heartbeats only: it could be opened later. */
export const idleSocket: AdviceRule = {
  id: 'websocket-heartbeat-only',
  topic: 'heartbeats',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('heartbeat-only') || stream.news.wasted < minForShare) return
    return `All ${stream.news.wasted} messages were heartbeats. Opening the connection when there is something to say would save holding it at the server.`
  },
}

/** Answers a minute from which on a connection of its own is worth holding. */
const maxRareAnswersPerMinute = 1

/** A WebSocket with rare questions and answers: ordinary requests would do. */
export const requestResponse: AdviceRule = {
  id: 'websocket-request-response',
  topic: 'direction',
  advise({ stream, verdict }) {
    if (!verdict.flags.includes('request-response') || stream.in.count < minForShare) return
    const minutes = Math.max(1, stream.lastAt - stream.firstAt) / 60_000
    const rate = stream.in.count / minutes
    if (rate >= maxRareAnswersPerMinute) return
    return `Every message that came in answered one that went out, ${rate.toFixed(2)} a minute. Ordinary requests would do without a connection held for each client, with status codes and caching.`
  },
}

/** Mean message from which on compression saves more than it costs. */
const minCompressibleBytes = 200
/** Share of a message that must repeat the message before it. */
const minCompressibleShare = 0.3

/** A WebSocket without compression whose messages repeat much of the message before. */
export const compressible: AdviceRule = {
  id: 'messages-compressible',
  topic: 'repetition',
  advise({ stream }) {
    if (stream.kind !== 'websocket' || isDeflated(stream.connection.extensions) || stream.connection.opens === 0) return
    const mean = stream.in.bytes / Math.max(1, stream.in.count)
    const share = likenessOf(stream.likeness)
    if (stream.likeness.compared < minForShare || mean < minCompressibleBytes || share < minCompressibleShare) return
    return `${percent(share)} of each message of ${Math.round(mean)} B stands in the one before it. permessage-deflate with context takeover would take most of that out, for some memory and processor time per connection.`
  },
}
