import type { Bytes, Milliseconds } from '../base/units.ts'
import { gatherEvidence } from '../evidence/evidence.ts'
import { interleavedSchedule } from '../evidence/schedules.ts'
import { wakefulFor } from '../stream/parts/wake-ups.ts'
import { isRoundTripSeen, networkRoundTrip } from '../stream/round-trip.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { deflateRange, isDeflated } from '../wire-size/deflate.ts'
import { wireBytes } from '../wire-size/wire-bytes.ts'
import { observedMs, type SessionSpan } from './lifetime.ts'
import { usefulBytes } from './useful-bytes.ts'

/** Where a figure comes from: counted by the browser, computed from what the page could see, or some of each. */
export type Basis = 'measured' | 'modelled' | 'mixed'

/** What a stream has cost so far. Null where there is nothing to divide by, or the figure makes no sense. */
export interface Cost {
  bytesUp: Bytes
  bytesDown: Bytes
  /** Both ways together, where compression leaves room for more than one answer; the figures above are typical then. */
  bytesRange: { low: Bytes; high: Bytes } | null
  usefulBytes: Bytes
  overheadBytes: Bytes
  /** 0 to 1. */
  overheadShare: number
  requestsPerUpdate: number | null
  bytesPerUpdate: Bytes | null
  stalenessMeanMs: Milliseconds | null
  stalenessMaxMs: Milliseconds | null
  /** What staleness is computed from, and whether that was seen of this origin or is a guess. */
  roundTripMs: Milliseconds
  roundTripGuessed: boolean
  connectionSeconds: number
  /** What carries all this, too: segments, records, acknowledgements, set-up. Always modelled; null for peer connections. */
  wireUp: Bytes | null
  wireDown: Bytes | null
  /** What the rates below are taken over, a last period included. */
  observedSeconds: number
  perHour: { requests: number; updates: number; bytes: Bytes }
  /** Spells of half a second with activity, the fewest that hold all of it: 120 is a device that never rests. */
  wakeupsPerMinute: number
  /** Those that heartbeats alone are to blame for. */
  idleWakeupsPerMinute: number
  basis: Basis
}

/** What a stream has cost by now, for the technique that it was found to use. */
export function costOf(stream: Stream, verdict: Verdict, span: SessionSpan): Cost {
  const { now } = span
  const saved = savedByDeflate(stream)
  const bytesUp = stream.bytes.up - saved.up.typical
  const bytesDown = stream.bytes.down - saved.down.typical
  const total = bytesUp + bytesDown
  const packed = total / Math.max(1, stream.bytes.up + stream.bytes.down)
  const useful = Math.min(total, usefulBytes(stream, verdict) * (saved.any ? packed : 1))
  // What ICE measured between peers, or what is known of the server.
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

/** A minute has no more half-seconds. */
const maxWakeupsPerMinute = 60_000 / wakefulFor

/** What compression may have taken out of a socket's payloads: nothing where the two ends did not agree on it. */
function savedByDeflate(stream: Stream) {
  const { extensions } = stream.connection
  const any = stream.kind === 'websocket' && isDeflated(extensions)
  const saved = (dir: 'in' | 'out') => {
    const tally = stream[dir]
    if (!any || tally.count === 0) return { low: 0, typical: 0, high: 0 }
    const { low, typical, high } = deflateRange(tally, extensions, dir)
    return { low: tally.bytes - low, typical: tally.bytes - typical, high: tally.bytes - high }
  }
  return { any, up: saved('out'), down: saved('in') }
}

function wireOf(stream: Stream, bytesUp: Bytes, bytesDown: Bytes): { up: Bytes; down: Bytes } | undefined {
  // What is told of peers is datagrams already.
  if (stream.kind === 'webrtc') return undefined
  const { requests, connection } = stream
  const held = stream.kind === 'websocket' || stream.kind === 'eventsource' || stream.kind === 'webtransport'
  return wireBytes({
    bytesUp,
    bytesDown,
    sentUp: requests.count + (held ? stream.out.count : 0),
    sentDown:
      (held ? connection.opens : requests.answered) + (held || stream.kind === 'streamed' ? stream.in.count : 0),
    // Requests share connections that are there already.
    connections: held ? connection.opens : Math.min(1, requests.count),
    secure: /^(https|wss):/.test(stream.sampleUrl),
  })
}

function connectedMs({ connection, requests }: Stream, now: Milliseconds): Milliseconds {
  let connected = connection.connectedMs
  if (connection.openedAt !== undefined) connected += Math.max(0, now - connection.openedAt)
  for (const { start } of requests.inFlight) connected += Math.max(0, now - start)
  return connected
}

/**
 * How long news waits. A poller finds it half an interval late on average (uniform arrival between two polls), a whole one at
 * worst; pushed news takes one way through the network. RFC 6202, 2.2: a long poll needs at worst three transits.
 */
function staleness(
  stream: Stream,
  verdict: Verdict,
  now: Milliseconds,
  oneWay: Milliseconds,
): { mean: Milliseconds | null; max: Milliseconds | null } {
  switch (verdict.technique) {
    case 'polling': {
      const { iat, starts } = gatherEvidence(stream, now)
      // Of several clocks that ask for the same, each has its own news late.
      const each =
        verdict.flags.includes('interleaved') && !stream.pollers ? interleavedSchedule(starts)?.period : undefined
      const period = each ?? (Number.isNaN(iat) ? 0 : iat)
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
 * How long news waits for an EventSource that the server cuts off after each event: until the browser connects again. What comes
 * at random falls into such a pause as often as its share of the time says, and then waits half of it.
 */
function stalenessOfReconnects({ firstAt, lastAt, connection }: Stream): { mean: Milliseconds; max: Milliseconds } {
  const lasted = lastAt - firstAt
  const pauses = Math.max(1, connection.opens - 1)
  const pause = Math.max(0, lasted - connection.connectedMs) / pauses
  return { mean: lasted > 0 ? (pauses * pause ** 2) / (2 * lasted) : 0, max: pause }
}

function basisOf(stream: Stream, total: Bytes): Basis {
  if (stream.bytes.measured === 0 || total === 0) return 'modelled'
  return stream.bytes.measured >= 0.99 * total ? 'measured' : 'mixed'
}
