import type { Bytes, Milliseconds } from '../base/units.ts'
import { slowedAfter } from '../stream/parts/hidden-traffic.ts'
import type { Stream } from '../stream/stream.ts'
import { unseenTime } from '../stream/unseen-time.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { endOf, observedMs, type SessionSpan } from './lifetime.ts'

/**
 * What a stream does while its document is hidden. Rates are of requests where the stream consists of exchanges, and else of messages
 * both ways; a rate is null where its time is shorter than 10 s.
 */
export interface WhileHidden {
  /** Time of the stream in which its document was hidden. */
  forMs: Milliseconds
  /** Requests that began while hidden, and messages that crossed; bodies count as messages of the time in which their request began. */
  requests: number
  messagesIn: number
  messagesOut: number
  /** Payloads of these both ways, without heads and framing. */
  bytes: Bytes
  perMinute: number | null
  /**
   * The rate in the first 5 min of each time hidden, in which a browser makes timers late by a second at most. Chromium runs many of
   * them once a minute afterwards: a lower rate need not be the page's doing then.
   */
  firstPerMinute: number | null
  /** The rate while the document was visible. Times in the back/forward cache are neither hidden nor visible. */
  visiblePerMinute: number | null
}

/** Time below which a rate would say more than was seen. */
const minTimeForRate: Milliseconds = 10_000

/** @returns undefined where the stream's document was never hidden while it went on, or nobody says whether it was */
export function whileHidden(stream: Stream, verdict: Verdict, span: SessionSpan): WhileHidden | undefined {
  const { hidden, firstAt, kind, connection, peer, requests } = stream
  const end = endOf(stream, verdict, span.now)
  const forMs = unseenTime(stream, 'hidden', firstAt, end)
  const asks = kind === 'exchanges' || kind === 'beacon'
  const inHidden = asks ? hidden.requests : hidden.messagesIn + hidden.messagesOut
  const total = asks ? requests.count : stream.in.count + stream.out.count
  if (forMs < 1 && inHidden === 0) return undefined
  // Ordinary requests that happened to be made while the page was visible say nothing. Media, and unseen messages, are not counted.
  const isRealtime = verdict.technique !== 'http' && verdict.technique !== 'beacon'
  if (inHidden === 0 && (!isRealtime || connection.unseen || peer?.media)) return undefined
  // With the period of the last request, as for the other rates.
  const until = firstAt + observedMs(stream, verdict, span)
  const unseen = unseenTime(stream, 'hidden', firstAt, until) + unseenTime(stream, 'away', firstAt, until)
  const early = asks ? hidden.earlyRequests : hidden.earlyMessages
  return {
    forMs: Math.round(forMs),
    requests: hidden.requests,
    messagesIn: hidden.messagesIn,
    messagesOut: hidden.messagesOut,
    bytes: hidden.bytes,
    perMinute: rate(inHidden, forMs),
    firstPerMinute: rate(early, unseenTime(stream, 'hidden', firstAt, end, slowedAfter)),
    visiblePerMinute: rate(total - inHidden, until - firstAt - unseen),
  }
}

const rate = (count: number, time: Milliseconds) => (time < minTimeForRate ? null : count / (time / 60_000))
