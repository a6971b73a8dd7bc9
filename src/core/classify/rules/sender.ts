import type { Milliseconds } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import { receiverOf } from '../../group/receiver.ts'
import type { Stream } from '../../stream/stream.ts'
import { isWriting, maxReceiptBytes, minExchangesForMedium, type Rule } from '../rule.ts'
import { isHeartbeatUpload } from './heartbeat-upload.ts'
import { hasSameAnswers, isHeartbeatName } from './telemetry.ts'

/** Hold from which on a request waits for news itself. */
const minHold: Milliseconds = 1000
/** Share of requests with the body of the request before, from which on the page asks one question again and sends nothing of its own. */
const maxAskedAgain = 0.5
/** Variation of the times between heartbeats: their timer is steady, and what somebody does is not. */
const maxBeatVariation = 0.1

/** What a page sends beside the stream on which it receives, whatever the library. */
export const sender: Rule = {
  judge(stream, evidence) {
    if (stream.kind !== 'exchanges' || !/^(POST|PUT)$/.test(stream.method) || evidence.n === 0) return undefined
    // A known library says itself what its requests are for.
    if (stream.protocol) return undefined
    if (evidence.sent === 0 || !(evidence.hold < minHold) || !isReceived(stream, evidence)) return undefined
    if (isHeartbeatName(stream) || isHeartbeat(stream, evidence)) return undefined
    const receiver = receiverOf(stream)
    if (!receiver) return undefined
    const by = receiver.kind === 'eventsource' ? 'event stream' : receiver.kind === 'streamed' ? 'stream' : 'long poll'
    return {
      technique: 'http',
      flags: ['sender'],
      confidence: evidence.n >= minExchangesForMedium ? 'high' : 'medium',
      because: [
        `${counted(evidence.total, 'request')} sent something up beside the ${by} on which the page receives (${receiver.id}).`,
      ],
    }
  },
}

/** Whether the requests are heartbeats: they come by a timer, or have equal bodies. */
const isHeartbeat = (stream: Stream, evidence: Evidence) =>
  isHeartbeatUpload(stream, evidence) &&
  (evidence.askedAgain > maxAskedAgain || Math.min(evidence.iatVariation, evidence.gapVariation) <= maxBeatVariation)

/** Whether the answers only say that the request has arrived: they are small, and differ no more than what was sent. */
const isReceived = (stream: Stream, evidence: Evidence) =>
  isWriting(stream, evidence) ||
  (evidence.received <= maxReceiptBytes && (hasSameAnswers(stream) || evidence.askedAgain <= maxAskedAgain))
