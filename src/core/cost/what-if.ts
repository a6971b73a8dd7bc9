import type { Verdict } from '../classify/classify.ts'
import { originOf, roundTrip, type Session } from '../session.ts'
import type { Stream } from '../stream.ts'
import type { Technique } from '../technique.ts'
import type { Bytes, Milliseconds } from '../units.ts'
import type { Cost } from './cost.ts'
import { headsOf } from './heads.ts'
import { chunkFramingBytes } from './http-bytes.ts'
import { payloadOf } from './payload.ts'
import { longPollCap, longPollRequests, type Replay } from './replay.ts'
import { closeBytes, frameHeaderBytes } from './websocket-bytes.ts'

/** What another technique would have cost for the very same updates. Always modelled. */
export interface WhatIf {
  technique: Technique
  requests: number
  bytesUp: Bytes
  bytesDown: Bytes
  stalenessMeanMs: Milliseconds
  connectionSeconds: number
  /** What one client like this one is for a server. */
  perUser: { requestsPerSecond: number; connections: number; bytesPerSecond: Bytes; bytesPerMonth: Bytes }
  basis: 'modelled'
}

/** The situation that every model starts from. */
interface Situation {
  updates: number
  /** When each came, where that is known. */
  replay: Replay | undefined
  now: Milliseconds
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
const usualPeriod: Milliseconds = 5000
// WebSocket servers and event streams send a sign of life about this often.
const heartbeatEvery: Milliseconds = 30_000

/**
 * Replays are worth computing for streams that carry news to the page; others get an empty list.
 * @param pollEvery period of a poller that would take this stream's place
 */
export function whatIf(
  session: Session,
  stream: Stream,
  verdict: Verdict,
  now: Milliseconds,
  cost: Cost,
  pollEvery = usualPeriod,
): WhatIf[] {
  const carriesNews = ['polling', 'long-polling', 'sse', 'http-streaming', 'websocket'].includes(verdict.technique)
  if (!carriesNews || stream.updates === 0) return []
  const situation = situate(session, stream, verdict, now)
  const period =
    verdict.technique === 'polling' && cost.stalenessMaxMs !== null
      ? Math.max(100, cost.stalenessMaxMs - situation.roundTrip / 2)
      : pollEvery
  const models: WhatIf[] = [
    polling(situation, period),
    longPolling(situation),
    eventStream(situation),
    webSocket(situation),
  ]
  return models.filter((model) => model.technique !== verdict.technique)
}

/**
 * Updates that there were. A poll may bring several as one, so that counting answers counts too few: of Poisson arrivals, the
 * share of polls without news is e^-m for m updates a poll (queueing theory), which gives m.
 */
function updatesOf({ updates, responses }: Stream, { technique }: Verdict): number {
  const empty = 1 - updates / Math.max(1, responses)
  if (technique !== 'polling' || empty <= 0) return updates
  return Math.max(updates, Math.round(-Math.log(empty) * responses))
}

function situate(session: Session, stream: Stream, verdict: Verdict, now: Milliseconds): Situation {
  const payload = payloadOf(stream, verdict)
  return {
    updates: updatesOf(stream, verdict),
    replay: verdict.technique === 'polling' ? undefined : stream.replay,
    now,
    payload: payload.down,
    messagesUp: payload.messagesUp,
    payloadUp: payload.up,
    question: payload.question,
    duration: Math.max(1, (stream.status === 'open' ? now : stream.lastAt) - stream.firstAt),
    roundTrip: roundTrip(session, stream.sampleUrl),
    ...headsOf(session, stream),
    protocol: originOf(session, stream.sampleUrl).protocol,
  }
}

/** Every client message costs a POST of its own where the technique only goes down. */
const posts = ({ messagesUp, payloadUp, head }: Situation) => ({
  up: messagesUp * head.up + payloadUp,
  down: messagesUp * head.down,
})

function polling(s: Situation, period: Milliseconds): WhatIf {
  const requests = Math.max(1, Math.ceil(s.duration / period))
  // Polls without news are assumed to be answered with an empty body; several updates between two polls share one answer.
  return model('polling', s, {
    requests: requests + s.messagesUp,
    bytesUp: requests * (s.head.up + s.question) + posts(s).up,
    bytesDown: requests * s.head.down + s.payload + posts(s).down,
    stalenessMeanMs: period / 2 + s.roundTrip / 2,
    connectionSeconds: (requests * s.roundTrip) / 1000,
  })
}

function longPolling(s: Situation): WhatIf {
  const rate = s.updates / s.duration
  // Poisson arrivals (RFC 6202 leaves it open): a hold ends at the next update or at the cap.
  const hold = (1 - Math.exp(-rate * longPollCap)) / rate
  const requests = s.replay
    ? longPollRequests(s.replay, s.now, s.roundTrip)
    : Math.max(1, Math.ceil(s.duration / (hold + s.roundTrip)))
  const away = s.roundTrip
  return model('long-polling', s, {
    requests: requests + s.messagesUp,
    bytesUp: requests * (s.head.up + s.question) + posts(s).up,
    bytesDown: requests * s.head.down + s.payload + posts(s).down,
    stalenessMeanMs: s.roundTrip / 2 + (away * rate * away) / (2 * (1 + rate * away)),
    connectionSeconds: s.duration / 1000,
  })
}

function eventStream(s: Situation): WhatIf {
  const fields = 'data: \n\n'.length
  const framing = fields + chunkFramingBytes(s.payload / s.updates + fields, s.protocol)
  const heartbeats = Math.floor(s.duration / heartbeatEvery) * (': ping\n\n'.length + chunkFramingBytes(8, s.protocol))
  return model('sse', s, {
    requests: 1 + s.messagesUp,
    bytesUp: s.eventSourceHead + s.question + posts(s).up,
    bytesDown: s.head.down + s.payload + s.updates * framing + heartbeats + posts(s).down,
    stalenessMeanMs: s.roundTrip / 2,
    connectionSeconds: s.duration / 1000,
  })
}

function webSocket(s: Situation): WhatIf {
  const up = s.messagesUp === 0 ? 0 : frameHeaderBytes(s.payloadUp / s.messagesUp, 'out') * s.messagesUp
  const asked = s.question === 0 ? 0 : s.question + frameHeaderBytes(s.question, 'out')
  const down = frameHeaderBytes(s.payload / s.updates, 'in') * s.updates
  const heartbeats = Math.floor(s.duration / heartbeatEvery)
  return model('websocket', s, {
    requests: 1,
    bytesUp: s.handshake.up + asked + s.payloadUp + up + heartbeats * 6 + closeBytes.up,
    bytesDown: s.handshake.down + s.payload + down + heartbeats * 2 + closeBytes.down,
    stalenessMeanMs: s.roundTrip / 2,
    connectionSeconds: s.duration / 1000,
  })
}

/** 30 days. */
const secondsOfMonth = 30 * 86_400

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
    bytesPerMonth: Math.round(bytesPerSecond * secondsOfMonth),
  }
}

type Figures = Omit<WhatIf, 'technique' | 'basis' | 'perUser'>

function model(technique: Technique, { duration }: Situation, figures: Figures): WhatIf {
  return {
    technique,
    requests: figures.requests,
    bytesUp: Math.round(figures.bytesUp),
    bytesDown: Math.round(figures.bytesDown),
    stalenessMeanMs: Math.round(figures.stalenessMeanMs),
    connectionSeconds: Math.round(figures.connectionSeconds * 10) / 10,
    perUser: perUser(figures, duration),
    basis: 'modelled',
  }
}
