import { isDeflated } from '../base/agreed-protocols.ts'
import type { Bytes, Milliseconds, Moment } from '../base/units.ts'
import { gatherEvidence } from '../evidence/evidence.ts'
import { interleavedSchedule } from '../evidence/schedules.ts'
import { wakefulFor } from '../stream/parts/wake-ups.ts'
import { isRoundTripSeen, networkRoundTrip } from '../stream/round-trip.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { deflateRange } from '../wire-size/deflate.ts'
import { wireBytes } from '../wire-size/wire-bytes.ts'
import { observedMs, type SessionSpan } from './lifetime.ts'
import { usefulBytes } from './useful-bytes.ts'

/** The source of a figure: counted by the browser, computed by a model from the events of the page, or some of each. */
export type Basis = 'measured' | 'modelled' | 'mixed'

/**
 * The cost of a stream so far. A figure is null where there is nothing to divide by, or where it does not apply to the
 * technique.
 */
export interface Cost {
  bytesUp: Bytes
  bytesDown: Bytes
  /**
   * Bounds of the bytes of both ways together, where compression is known only roughly; the figures above are typical values
   * then.
   */
  bytesRange: { low: Bytes; high: Bytes } | null
  /** Payloads, and all other bytes. */
  usefulBytes: Bytes
  overheadBytes: Bytes
  /** Overhead of all bytes, 0 to 1. */
  overheadShare: number
  requestsPerUpdate: number | null
  bytesPerUpdate: Bytes | null
  stalenessMeanMs: Milliseconds | null
  stalenessMaxMs: Milliseconds | null
  /** The round trip that staleness is computed from, and whether no answer of the origin was fast enough to show it. */
  roundTripMs: Milliseconds
  roundTripGuessed: boolean
  connectionSeconds: number
  /**
   * Bytes with those of the layers below: segments, records, acknowledgements, connection set-up. Always modelled; null for peer
   * connections, whose bytes are those of datagrams.
   */
  wireUp: Bytes | null
  wireDown: Bytes | null
  /** The time that the rates below are taken over; a poller's last period is included. */
  observedSeconds: number
  perHour: { requests: number; updates: number; bytes: Bytes }
  /** Spells of half a second, as few as hold all activity of the stream: at 120 a device never rests. */
  wakeupsPerMinute: number
  /** Wake-ups in which only heartbeats were active. */
  idleWakeupsPerMinute: number
  basis: Basis
}

/** The cost of a stream at the end of a span, for the technique of its verdict. */
export function costOf(stream: Stream, verdict: Verdict, span: SessionSpan): Cost {
  const { now } = span
  const saved = savedByDeflate(stream)
  const bytesUp = stream.bytes.up - saved.up.typical
  const bytesDown = stream.bytes.down - saved.down.typical
  const total = bytesUp + bytesDown
  const packed = total / Math.max(1, stream.bytes.up + stream.bytes.down)
  const useful = Math.min(total, usefulBytes(stream, verdict) * (saved.any ? packed : 1))
  // ICE measures the round trip between peers; to a server it is estimated.
  const measured = stream.peer?.stats?.rtt
  const roundTrip = measured ?? networkRoundTrip(stream)
  const { mean, max } = staleness(stream, verdict, now, roundTrip / 2)
  const observed = observedMs(stream, verdict, span)
  const minutes = observed / 60_000
  const hourly = (amount: number) => Math.round((amount / minutes) * 60)
  const wire = wireOf(stream, bytesUp, bytesDown)
  return {
    bytesUp: Math.round(bytesUp),
    bytesDown: Math.round(bytesDown),
    bytesRange: saved.any
      ? {
          low: Math.round(stream.bytes.up + stream.bytes.down - saved.up.low - saved.down.low),
          high: Math.round(stream.bytes.up + stream.bytes.down - saved.up.high - saved.down.high),
        }
      : null,
    usefulBytes: Math.round(useful),
    overheadBytes: Math.round(total - useful),
    overheadShare: total > 0 ? (total - useful) / total : 0,
    requestsPerUpdate: stream.news.updates > 0 ? stream.requests.count / stream.news.updates : null,
    bytesPerUpdate: stream.news.updates > 0 ? Math.round(total / stream.news.updates) : null,
    stalenessMeanMs: mean,
    stalenessMaxMs: max,
    roundTripMs: Math.round(roundTrip),
    roundTripGuessed: measured === undefined && !isRoundTripSeen(stream),
    connectionSeconds: connectedMs(stream, now) / 1000,
    wireUp: wire?.up ?? null,
    wireDown: wire?.down ?? null,
    observedSeconds: observed / 1000,
    perHour: { requests: hourly(stream.requests.count), updates: hourly(stream.news.updates), bytes: hourly(total) },
    wakeupsPerMinute: Math.min(maxWakeupsPerMinute, stream.wakeUps.count / minutes),
    idleWakeupsPerMinute: Math.min(maxWakeupsPerMinute, stream.wakeUps.idle / minutes),
    basis: basisOf(stream, total),
  }
}

/** Spells of half a second in a minute: rates of short streams could come out higher. */
const maxWakeupsPerMinute = 60_000 / wakefulFor

/**
 * Payload bytes of a WebSocket that compression may have saved, each way.
 * @returns `any` is false, and all figures are 0, where the two ends did not agree on compression
 */
function savedByDeflate(stream: Stream) {
  const { extensions } = stream.connection
  const any = stream.kind === 'websocket' && isDeflated(extensions)
  const saved = (dir: 'in' | 'out') => {
    const tally = stream[dir]
    if (!any || tally.count === 0) return { low: 0, typical: 0, high: 0 }
    const sample = dir === 'in' ? stream.sampleIn : stream.sampleOut
    const { low, typical, high } = deflateRange(tally, extensions, dir, sample)
    // No more than was there: the sizes of a file that anybody may have written contradict each other.
    const from = (size: Bytes) => Math.min(dir === 'in' ? stream.bytes.down : stream.bytes.up, tally.bytes - size)
    return { low: from(low), typical: from(typical), high: from(high) }
  }
  return { any, up: saved('out'), down: saved('in') }
}

/** Bytes of a stream on the wire, with the layers below; undefined for peer connections. */
function wireOf(stream: Stream, bytesUp: Bytes, bytesDown: Bytes): { up: Bytes; down: Bytes } | undefined {
  // The bytes of peer connections are those of datagrams already.
  if (stream.kind === 'webrtc') return undefined
  const { requests, connection } = stream
  const isConnection = stream.kind === 'websocket' || stream.kind === 'eventsource' || stream.kind === 'webtransport'
  return wireBytes({
    bytesUp,
    bytesDown,
    sentUp: requests.count + (isConnection ? stream.out.count : 0),
    sentDown:
      (isConnection ? connection.opens : requests.answered) +
      (isConnection || stream.kind === 'streamed' ? stream.in.count : 0),
    // All requests of a stream are taken to share one connection.
    connections: isConnection ? connection.opens : Math.min(1, requests.count),
    secure: /^(https|wss):/.test(stream.sampleUrl),
  })
}

/** The time for which the stream has held a connection, or a request in flight, each connection counted by itself. */
function connectedMs({ connection, requests }: Stream, now: Moment): Milliseconds {
  let connected = connection.connectedMs
  if (connection.openedAt !== undefined) connected += Math.max(0, now - connection.openedAt)
  for (const { start } of requests.inFlight) connected += Math.max(0, now - start)
  return connected
}

/**
 * The time from an update at the server until the page has it. A poller finds an update half a period late on average (updates
 * come at any time between two polls), and a whole period late at worst; a pushed update takes one way through the network. RFC
 * 6202, 2.2: an update by long polling takes three ways at worst.
 * @param oneWay time of one way through the network
 * @returns null for techniques that deliver no updates
 */
function staleness(
  stream: Stream,
  verdict: Verdict,
  now: Moment,
  oneWay: Milliseconds,
): { mean: Milliseconds | null; max: Milliseconds | null } {
  switch (verdict.technique) {
    case 'polling': {
      // A verdict does not keep the evidence that it came from, which may be older.
      const { iat, starts } = gatherEvidence(stream, now)
      // Several interleaved pollers: each delivers its own updates, late by its own period.
      const ownPeriod =
        verdict.flags.includes('interleaved') && !stream.pollers ? interleavedSchedule(starts)?.period : undefined
      const period = ownPeriod ?? (Number.isNaN(iat) ? 0 : iat)
      return {
        mean: Math.round(period / 2 + oneWay),
        max: Math.round(period + oneWay),
      }
    }
    case 'long-polling': {
      const rate = stream.news.updates / Math.max(1, stream.lastAt - stream.firstAt)
      const away = 2 * oneWay
      return {
        mean: Math.round(oneWay + (away * rate * away) / (2 * (1 + rate * away))),
        max: Math.round(3 * oneWay),
      }
    }
    case 'http':
    case 'beacon':
      return { mean: null, max: null }
    default: {
      const { mean, max } = verdict.flags.includes('degraded-to-polling') ? stalenessOfReconnects(stream) : noWait
      return { mean: Math.round(mean + oneWay), max: Math.round(max + oneWay) }
    }
  }
}

const noWait = { mean: 0, max: 0 }

/**
 * The time for which updates wait at the server that closes an EventSource after each event: until the browser connects again. An
 * update comes in such a pause with the probability of the pauses' share of the time, and then waits for half a pause on average.
 */
function stalenessOfReconnects({ firstAt, lastAt, connection }: Stream): { mean: Milliseconds; max: Milliseconds } {
  const lasted = lastAt - firstAt
  const pauses = Math.max(1, connection.opens - 1)
  const pause = Math.max(0, lasted - connection.connectedMs) / pauses
  return { mean: lasted > 0 ? (pauses * pause ** 2) / (2 * lasted) : 0, max: pause }
}

/**
 * Where the bytes come from: 99 % of them from the network log, the resource timing or the browser's statistics count as measured.
 */
function basisOf(stream: Stream, total: Bytes): Basis {
  if (stream.bytes.measured === 0 || total === 0) return 'modelled'
  return stream.bytes.measured >= 0.99 * total ? 'measured' : 'mixed'
}
