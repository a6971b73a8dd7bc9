import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { longPollCap, longPollRequests, longPollWait, pollWait, type Replay } from '../stream/parts/replay.ts'
import { networkRoundTrip } from '../stream/round-trip.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import { unseenAnswers } from '../verdict/unseen-answers.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import { closeBytes, frameHeaderBytes } from '../wire-size/websocket-bytes.ts'
import { headsOf } from './heads.ts'
import { endOf, observedMs, type SessionSpan } from './lifetime.ts'
import { payloadOf } from './useful-bytes.ts'

/** The cost that another technique would have had for the updates of a stream. Always modelled. */
export interface WhatIf {
  technique: Technique
  requests: number
  bytesUp: Bytes
  bytesDown: Bytes
  stalenessMeanMs: Milliseconds
  connectionSeconds: number
  /** The updates that were replayed, and how, in sentences for people. */
  because: string[]
  /** The load on a server by one such client, from which that of many is projected. */
  perUser: { requestsPerSecond: number; connections: number; bytesPerSecond: Bytes; bytesPerMonth: Bytes }
  basis: 'modelled'
  /**
   * Some updates are answers that nobody saw, which may have said nothing new: requests and bytes are then the most that it would
   * take. Absent where there is none.
   */
  upperBound?: true
}

/** The stream as the models of all techniques need it. */
interface Situation {
  updates: number
  replay: Replay
  /** When the stream began, and when it ended, or the time until which it is known. */
  from: Moment
  until: Moment
  /** Sentences on where the updates come from. */
  seen: string
  /** Answers among the updates that nobody saw. */
  unseen: number
  payload: Bytes
  messagesUp: number
  payloadUp: Bytes
  /** Body that each request of a technique that asks has. */
  questionBytes: Bytes
  duration: Milliseconds
  roundTrip: Milliseconds
  /** The head of a request that a script makes, and of the response: means of the stream's own, or by the model. */
  head: { up: Bytes; down: Bytes }
  /** The request head of an EventSource. */
  eventSourceHead: Bytes
  protocol: string
  handshake: { up: Bytes; down: Bytes }
}

/** Period of a poller in the place of a stream that has none of its own. */
const defaultPollPeriod: Milliseconds = 5000
/** Usual time between two heartbeats of WebSocket servers and event streams. */
const heartbeatPeriod: Milliseconds = 30_000
const signOfLife = `One connection, with a sign of life every ${inTime(heartbeatPeriod)}.`

/**
 * Replays the updates of a stream by the techniques that it does not use.
 * @param pollEvery period of a poller in the stream's place
 * @returns an empty list for streams that have delivered no updates, and for techniques that are not replayed
 */
export function whatIf(stream: Stream, verdict: Verdict, span: SessionSpan, pollEvery = defaultPollPeriod): WhatIf[] {
  const carriesNews = ['polling', 'long-polling', 'sse', 'http-streaming', 'websocket'].includes(verdict.technique)
  if (!carriesNews || stream.news.updates === 0) return []
  const situation = situate(stream, verdict, span)
  const models: WhatIf[] = [
    modelPolling(situation, pollEvery),
    modelLongPolling(situation),
    modelEventStream(situation),
    modelWebSocket(situation),
  ]
  return models.filter((model) => model.technique !== verdict.technique)
}

/** What the replay does not know: of each answer that nobody saw it is taken for granted that it said something new. */
const unseenWords = (unseen: number): string =>
  unseen === 0
    ? ''
    : ` What ${counted(unseen, 'answer')} said is not known: the fewer were news, the less it would take.`

/** A sentence on the updates that are replayed: a poller shows only the last of several updates between two polls. */
function seenWords({ replay, news }: Stream, { technique }: Verdict): string {
  const many = counted(replay.updates, 'update')
  if (technique !== 'polling') return `Replayed from ${many} at the times when they came.`
  const together = replay.updates > news.updates ? ` in ${counted(news.updates, 'answer')}` : ''
  return `Replayed from the ${many} that polls found${together}; one that was overwritten before a poll came cannot be seen.`
}

function situate(stream: Stream, verdict: Verdict, span: SessionSpan): Situation {
  const payload = payloadOf(stream, verdict)
  const until = endOf(stream, verdict, span.now)
  // A poller's last period counts; a connection or a held request ends with the stream.
  const duration =
    verdict.technique === 'polling' ? observedMs(stream, verdict, span) : Math.max(1, until - stream.firstAt)
  const unseen = unseenAnswers({ technique: verdict.technique, unseenBodies: stream.news.unseenBodies })
  return {
    updates: stream.replay.updates,
    replay: stream.replay,
    from: stream.firstAt,
    until,
    seen: seenWords(stream, verdict) + unseenWords(unseen),
    unseen,
    payload: payload.down,
    messagesUp: payload.messagesUp,
    payloadUp: payload.up,
    questionBytes: payload.questionBytes,
    duration,
    roundTrip: networkRoundTrip(stream),
    ...headsOf(stream),
    protocol: stream.origin.protocol,
  }
}

/** Bytes of the messages that the page sends, each in a POST, where the technique carries messages to the page only. */
const posts = ({ messagesUp, payloadUp, head }: Situation) => ({
  up: messagesUp * head.up + payloadUp,
  down: messagesUp * head.down,
})

function modelPolling(s: Situation, period: Milliseconds): WhatIf {
  const requests = Math.max(1, Math.round(s.duration / period))
  // Answers without news are assumed to have no body; several updates between two polls share one answer.
  return asWhatIf('polling', s, {
    requests: requests + s.messagesUp,
    bytesUp: requests * (s.head.up + s.questionBytes) + posts(s).up,
    bytesDown: requests * s.head.down + s.payload + posts(s).down,
    stalenessMeanMs: pollWait(s.replay, period, s.from, s.roundTrip) + s.roundTrip / 2,
    connectionSeconds: (requests * s.roundTrip) / 1000,
    because: [`A poll every ${inTime(period)}, the first that long after the stream began; empty ones without a body.`],
  })
}

function modelLongPolling(s: Situation): WhatIf {
  // A hold ends at the next update or at the cap.
  const requests = longPollRequests(s.replay, s.until, s.roundTrip)
  return asWhatIf('long-polling', s, {
    requests: requests + s.messagesUp,
    bytesUp: requests * (s.head.up + s.questionBytes) + posts(s).up,
    bytesDown: requests * s.head.down + s.payload + posts(s).down,
    stalenessMeanMs: s.roundTrip / 2 + longPollWait(s.replay),
    connectionSeconds: s.duration / 1000,
    because: [
      `Held until there is news or ${inTime(longPollCap)} are over, and asked again ${inTime(s.roundTrip)} later.`,
    ],
  })
}

function modelEventStream(s: Situation): WhatIf {
  const fields = 'data: \n\n'.length
  const framing = fields + chunkFramingBytes(s.payload / s.updates + fields, s.protocol)
  const heartbeats = Math.floor(s.duration / heartbeatPeriod) * (': ping\n\n'.length + chunkFramingBytes(8, s.protocol))
  return asWhatIf('sse', s, {
    requests: 1 + s.messagesUp,
    bytesUp: s.eventSourceHead + s.questionBytes + posts(s).up,
    bytesDown: s.head.down + s.payload + s.updates * framing + heartbeats + posts(s).down,
    stalenessMeanMs: s.roundTrip / 2,
    connectionSeconds: s.duration / 1000,
    because: [signOfLife],
  })
}

function modelWebSocket(s: Situation): WhatIf {
  const up = s.messagesUp === 0 ? 0 : frameHeaderBytes(s.payloadUp / s.messagesUp, 'out') * s.messagesUp
  const question = s.questionBytes === 0 ? 0 : s.questionBytes + frameHeaderBytes(s.questionBytes, 'out')
  const down = frameHeaderBytes(s.payload / s.updates, 'in') * s.updates
  const heartbeats = Math.floor(s.duration / heartbeatPeriod)
  return asWhatIf('websocket', s, {
    requests: 1,
    bytesUp: s.handshake.up + question + s.payloadUp + up + heartbeats * 6 + closeBytes.up,
    bytesDown: s.handshake.down + s.payload + down + heartbeats * 2 + closeBytes.down,
    stalenessMeanMs: s.roundTrip / 2,
    connectionSeconds: s.duration / 1000,
    because: [signOfLife],
  })
}

/** A month of 30 days. */
const secondsPerMonth = 30 * 86_400

function perUser(
  { requests, bytesUp, bytesDown, connectionSeconds }: Figures,
  duration: Milliseconds,
): WhatIf['perUser'] {
  const seconds = duration / 1000
  const bytesPerSecond = (bytesUp + bytesDown) / seconds
  return {
    requestsPerSecond: requests / seconds,
    connections: Math.min(connectionSeconds, seconds) / seconds,
    bytesPerSecond: Math.round(bytesPerSecond * 10) / 10,
    bytesPerMonth: Math.round(bytesPerSecond * secondsPerMonth),
  }
}

type Figures = Omit<WhatIf, 'technique' | 'basis' | 'perUser'>

function asWhatIf(technique: Technique, { duration, seen, unseen }: Situation, figures: Figures): WhatIf {
  return {
    technique,
    requests: figures.requests,
    bytesUp: Math.round(figures.bytesUp),
    bytesDown: Math.round(figures.bytesDown),
    stalenessMeanMs: Math.round(figures.stalenessMeanMs),
    connectionSeconds: Math.round(figures.connectionSeconds * 10) / 10,
    because: [seen, ...figures.because],
    perUser: perUser(figures, duration),
    basis: 'modelled',
    ...(unseen > 0 && { upperBound: true }),
  }
}
