import { type Advice, adviceFor } from '../advise/advice.ts'
import { isAssetType } from '../base/media-types.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import { classify } from '../classify/classify.ts'
import { type Cost, costOf } from '../cost/cost.ts'
import { type WhileHidden, whileHidden } from '../cost/hidden.ts'
import { type KeepsBusy, keepsBusy } from '../cost/keeps-busy.ts'
import { statusOf } from '../cost/lifetime.ts'
import { wasteOf } from '../cost/waste.ts'
import { type WhatIf, whatIf } from '../cost/what-if.ts'
import type { Context } from '../event/event.ts'
import { fallenBackFrom } from '../group/fallback.ts'
import { receiverOf } from '../group/receiver.ts'
import type { Session } from '../session/session.ts'
import type { News } from '../stream/parts/news.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import { unseenAnswers } from '../verdict/unseen-answers.ts'
import type { Change, Verdict } from '../verdict/verdict.ts'
import type { StreamFacts } from './stream-facts.ts'

/** The JSON document that the command line prints. Other tools rely on it: fields may be added, but keep their meaning. */
export interface Analysis {
  format: 'duplex-analysis'
  version: 1
  page: {
    url: string
    startedAt: Moment
    durationMs: Milliseconds
    browser: string
  }
  completeness: {
    events: number
    dropped: number
    truncated: number
    /**
     * Of `truncated`, the payloads of which nothing arrived; and payloads that a bridge dropped for lack of room, before a panel took
     * them. Absent where there is none.
     */
    leftOut?: number
    behind?: number
    unhooked: { url: string; context: Context; why: string }[]
    /** Documents that reported implausible data, and how many of their records were left out for it; absent where there is none. */
    implausible?: { url: string; records: number }[]
    /**
     * Endpoints that were asked once, and let go to make room for others: neither `streams` nor `totals` has them. Absent where there is
     * none.
     */
    askedOnce?: { endpoints: number; bytesUp: Bytes; bytesDown: Bytes }
  }
  streams: StreamAnalysis[]
  totals: {
    streams: number
    bytesUp: Bytes
    bytesDown: Bytes
    wasted: number
    /** Answers of pollers that nobody saw: some may be wasted, too. Absent where there is none. */
    unseenAnswers?: number
    byTechnique: Partial<Record<Technique, { streams: number; bytesUp: Bytes; bytesDown: Bytes }>>
  }
}

/**
 * The analysis of one stream, in the document and in the panel. Lists are read-only, because some are the stream's own: a copy of
 * each for every analysis would cost the panel time in every frame.
 */
export interface StreamAnalysis {
  id: string
  channel: string
  technique: Technique
  flags: readonly string[]
  status: Stream['status']
  protocol: string | null
  url: string
  method: string
  context: Context
  /** No hook reports the stream, and all of its figures come from the network log of the developer tools. */
  unhooked: boolean
  confidence: Verdict['confidence']
  because: readonly string[]
  alternatives: Readonly<Verdict['alternatives']>
  /**
   * The first hundred changes of the verdict, of its technique or of whether it is provisional, each with the time since which it was
   * valid. A connection has none: it is judged only when it is shown.
   */
  history: readonly Readonly<Change>[]
  firstAt: Moment
  lastAt: Moment
  requests: number
  messagesIn: number
  messagesOut: number
  /**
   * Answers that count as updates though their body is not known: the page did not read it, an element loaded it, or the file does not
   * hold it. With any, `updates` of a poller is an upper bound and `wasted` a lower one.
   */
  unseenBodies: number
  /**
   * Messages of which no payload arrived, and which count as updates: some may be heartbeats. `updates` is then an upper bound,
   * `wasted` a lower one. Absent where there is none.
   */
  unseenMessages?: number
  updates: number
  wasted: number
  /** Numbers of `wasted` by reason. */
  wastedBy: Readonly<News['wastedBy']>
  /**
   * How the last connections of a WebSocket or EventSource ended: how long each was open (16 at most), and how often each close code was told.
   * Absent where none has ended.
   */
  ended?: { lifetimesMs: Milliseconds[]; closeCodes: Record<string, number> }
  cost: Cost
  whatIf: WhatIf[]
  /** Requests and messages while the tab was hidden. Absent where it never was, and where nobody says so: HAR files, shared workers. */
  hidden?: WhileHidden
  /** What the stream keeps from happening at the end of the session; absent where that is nothing, and in workers. */
  keepsBusy?: KeepsBusy
  advice: Advice[]
}

/**
 * Analyzes a session: all streams with verdict, cost, alternatives and advice, and totals.
 * @param browser name and version for people, such as 'Chromium 156'
 * @param now the session's last event, or the clock while it is live
 */
export function analyze(session: Session, browser: string, now: Moment = session.lastAt): Analysis {
  const streams = session.streams.all.filter(isListed).map((stream) => analyzeStream(session, stream, now))
  const totals: Analysis['totals'] = {
    streams: streams.length,
    bytesUp: 0,
    bytesDown: 0,
    wasted: 0,
    byTechnique: {},
  }
  for (const { technique, cost, wasted } of streams) {
    totals.bytesUp += cost.bytesUp
    totals.bytesDown += cost.bytesDown
    totals.wasted += wasted
    const sum = totals.byTechnique[technique] ?? { streams: 0, bytesUp: 0, bytesDown: 0 }
    totals.byTechnique[technique] = sum
    sum.streams++
    sum.bytesUp += cost.bytesUp
    sum.bytesDown += cost.bytesDown
  }
  const unseen = streams.reduce((sum, stream) => sum + unseenAnswers(stream), 0)
  if (unseen > 0) totals.unseenAnswers = unseen
  const { implausible, askedOnce, leftOut, behind } = session.completeness
  return {
    format: 'duplex-analysis',
    version: 1,
    page: {
      url: session.url,
      startedAt: Math.round(session.startedAt),
      durationMs: Math.round(session.lastAt - session.startedAt),
      browser,
    },
    completeness: {
      events: session.events,
      dropped: session.completeness.dropped,
      truncated: session.completeness.truncated,
      ...(leftOut > 0 && { leftOut }),
      ...(behind > 0 && { behind }),
      unhooked: session.completeness.unhooked,
      ...(implausible.size > 0 && { implausible: [...implausible.values()] }),
      ...(askedOnce.endpoints > 0 && {
        askedOnce: {
          endpoints: askedOnce.endpoints,
          bytesUp: Math.round(askedOnce.bytesUp),
          bytesDown: Math.round(askedOnce.bytesDown),
        },
      }),
    },
    streams,
    totals,
  }
}

/**
 * Whether a stream is listed: not where all its requests were moved to other streams (a peer connection has no requests), nor where it is
 * a part of the page, as an element loads it, or a script that asks for a style sheet, a font or a module once.
 */
export function isListed({ requests, kind, initiator, answers, protocol, judgement }: StreamFacts): boolean {
  const { verdict } = judgement
  // What a library loads by elements, such as Firebase's scripts, is no part of the page, however little it is.
  if (initiator && !protocol) return verdict !== undefined && verdict.technique !== 'http'
  const isAsset = !protocol && isPartOfPage(kind, requests.count, answers.contentTypes)
  return (requests.count > 0 && !isAsset) || kind === 'webrtc'
}

const isPartOfPage = (kind: Stream['kind'], requests: number, types: ReadonlySet<string>) =>
  kind === 'exchanges' && requests === 1 && types.size > 0 && [...types].every(isAssetType)

/**
 * Analyzes one stream of a session.
 * @param now the session's last event, or the clock while it is live
 */
export function analyzeStream(session: Session, stream: Stream, now: Moment = session.lastAt): StreamAnalysis {
  const span = { startedAt: session.startedAt, now }
  const verdict = classify(stream, now)
  const cost = costOf(stream, verdict, span)
  const waste = wasteOf(stream, verdict)
  const replays = whatIf(stream, verdict, span)
  const hidden = whileHidden(stream, verdict, span)
  const busy = keepsBusy(stream, verdict, now)
  return {
    id: stream.id,
    channel: leaderOf(stream, verdict).channel.id,
    technique: verdict.technique,
    flags: verdict.flags,
    status: statusOf(stream, verdict, now),
    protocol: stream.protocol?.id ?? null,
    url: stream.url,
    method: stream.method,
    context: stream.context,
    unhooked: stream.unhooked,
    confidence: verdict.confidence,
    because: verdict.because,
    alternatives: verdict.alternatives,
    history: stream.judgement.history,
    firstAt: stream.firstAt,
    lastAt: stream.lastAt,
    requests: stream.requests.count,
    messagesIn: stream.in.count,
    messagesOut: stream.out.count,
    unseenBodies: stream.news.unseenBodies,
    ...endedOf(stream),
    ...(stream.news.unseenMessages > 0 && { unseenMessages: stream.news.unseenMessages }),
    updates: stream.news.updates,
    ...waste,
    cost,
    whatIf: replays,
    ...(hidden && { hidden }),
    ...(busy && { keepsBusy: busy }),
    advice: adviceFor({ stream, verdict, cost, waste, whatIf: replays, hidden }),
  }
}

/** The stream in whose channel this one is listed: the socket whose fallback it is, the stream whose sender it is, or itself. */
function leaderOf(stream: Stream, { technique, flags }: Verdict): Stream {
  const failed = fallenBackFrom(stream, technique)?.stream
  return failed ?? (flags.includes('sender') && !stream.protocol ? receiverOf(stream) : undefined) ?? stream
}

function endedOf({ kind, connection: { lifetimes, closeCodes } }: Stream): Pick<StreamAnalysis, 'ended'> {
  if ((kind !== 'websocket' && kind !== 'eventsource') || lifetimes.length + Object.keys(closeCodes).length === 0)
    return {}
  return { ended: { lifetimesMs: lifetimes.map(Math.round), closeCodes: { ...closeCodes } } }
}
