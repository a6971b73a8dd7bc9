import type { Bytes, Milliseconds } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { longPollCap, longPollRequests, longPollWait, pollWait, type Replay } from '../stream/parts/replay.ts'
import { networkRoundTrip } from '../stream/round-trip.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { chunkFramingBytes } from '../wire-size/http-bytes.ts'
import { closeBytes, frameHeaderBytes } from '../wire-size/websocket-bytes.ts'
import { headsOf } from './heads.ts'
import { endOf, observedMs, type SessionSpan } from './lifetime.ts'
import { payloadOf } from './useful-bytes.ts'

/** What another technique would have cost for the very same updates. Always modelled. */
export interface WhatIf {
  technique: Technique
  requests: number
  bytesUp: Bytes
  bytesDown: Bytes
  stalenessMeanMs: Milliseconds
  connectionSeconds: number
  /** What was replayed and how, in sentences for people. */
  because: string[]
  /** What one client like this one is for a server. */
  perUser: { requestsPerSecond: number; connections: number; bytesPerSecond: Bytes; bytesPerMonth: Bytes }
  basis: 'modelled'
}

/** The situation that every model starts from. */
interface Situation {
  updates: number
  replay: Replay
  /** When the stream began, and when it ended or what it is judged by ends. */
  from: Milliseconds
  until: Milliseconds
  /** What is known of the updates. */
  seen: string
  payload: Bytes
  messagesUp: number
  payloadUp: Bytes
  /** What each request asks for in its body. */
  question: Bytes
  duration: Milliseconds
  roundTrip: Milliseconds
  /** Of a request that a script makes, and of its answer: the mean of those that were seen, or by the model. */
  head: { up: Bytes; down: Bytes }
  /** Of the request of an EventSource. */
  eventSourceHead: Bytes
  protocol: string
  handshake: { up: Bytes; down: Bytes }
}

// A poller with no rhythm of its own to go by asks this often.
const defaultPollPeriod: Milliseconds = 5000
// WebSocket servers and event streams send a sign of life about this often.
const heartbeatPeriod: Milliseconds = 30_000
const signOfLife = `One connection, with a sign of life every ${inTime(heartbeatPeriod)}.`

/**
 * Replays are worth computing for streams that carry news to the page; others get an empty list.
 * @param pollEvery period of a poller that would take this stream's place
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

/** The very same updates are those that were seen: a poll that finds the last of three shows one. */
function seenWords({ replay, news }: Stream, { technique }: Verdict): string {
  const many = counted(replay.updates, 'update')
  if (technique !== 'polling') return `Replayed from ${many} at the times when they came.`
  const together = replay.updates > news.updates ? ` in ${counted(news.updates, 'answer')}` : ''
  return `Replayed from the ${many} that polls found${together}; one that was overwritten before a poll came cannot be seen.`
}

function situate(stream: Stream, verdict: Verdict, span: SessionSpan): Situation {
  const payload = payloadOf(stream, verdict)
  const until = endOf(stream, verdict, span.now)
  // A poller's last period belongs to it; what is held ends when it ends.
  const duration =
    verdict.technique === 'polling' ? observedMs(stream, verdict, span) : Math.max(1, until - stream.firstAt)
  return {
    updates: stream.replay.updates,
    replay: stream.replay,
    from: stream.firstAt,
    until,
    seen: seenWords(stream, verdict),
    payload: payload.down,
    messagesUp: payload.messagesUp,
    payloadUp: payload.up,
    question: payload.question,
    duration,
    roundTrip: networkRoundTrip(stream),
    ...headsOf(stream),
    protocol: stream.origin.protocol,
  }
}

/** Every client message costs a POST of its own where the technique only goes down. */
const posts = ({ messagesUp, payloadUp, head }: Situation) => ({
  up: messagesUp * head.up + payloadUp,
  down: messagesUp * head.down,
})

function modelPolling(s: Situation, period: Milliseconds): WhatIf {
  const requests = Math.max(1, Math.round(s.duration / period))
  // Polls without news are assumed to be answered with an empty body; several updates between two polls share one answer.
  return asWhatIf('polling', s, {
    requests: requests + s.messagesUp,
    bytesUp: requests * (s.head.up + s.question) + posts(s).up,
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
    bytesUp: requests * (s.head.up + s.question) + posts(s).up,
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
    bytesUp: s.eventSourceHead + s.question + posts(s).up,
    bytesDown: s.head.down + s.payload + s.updates * framing + heartbeats + posts(s).down,
    stalenessMeanMs: s.roundTrip / 2,
    connectionSeconds: s.duration / 1000,
    because: [signOfLife],
  })
}

function modelWebSocket(s: Situation): WhatIf {
  const up = s.messagesUp === 0 ? 0 : frameHeaderBytes(s.payloadUp / s.messagesUp, 'out') * s.messagesUp
  const asked = s.question === 0 ? 0 : s.question + frameHeaderBytes(s.question, 'out')
  const down = frameHeaderBytes(s.payload / s.updates, 'in') * s.updates
  const heartbeats = Math.floor(s.duration / heartbeatPeriod)
  return asWhatIf('websocket', s, {
    requests: 1,
    bytesUp: s.handshake.up + asked + s.payloadUp + up + heartbeats * 6 + closeBytes.up,
    bytesDown: s.handshake.down + s.payload + down + heartbeats * 2 + closeBytes.down,
    stalenessMeanMs: s.roundTrip / 2,
    connectionSeconds: s.duration / 1000,
    because: [signOfLife],
  })
}

/** 30 days. */
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

function asWhatIf(technique: Technique, { duration, seen }: Situation, figures: Figures): WhatIf {
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
  }
}
