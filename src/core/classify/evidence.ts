import type { ExchangeSample } from '../exchange.ts'
import { roundTrip, type Session } from '../session.ts'
import { mean, median, robustVariation, variation } from '../statistics.ts'
import type { Stream } from '../stream.ts'
import type { Milliseconds } from '../units.ts'

/**
 * What the last exchanges of a stream show, measured once for all rules. Names as in RFC 6202 and queueing:
 * `iat` is the time from one request to the next, `gap` from the end of an answer to the next request, `hold` how long the
 * server kept a request beyond the network's round trip.
 */
export interface Evidence {
  /** Finished exchanges that count as samples. */
  n: number
  span: Milliseconds
  roundTrip: Milliseconds
  iat: Milliseconds
  gap: Milliseconds
  /** Regularity: 0 is a metronome, 1 a Poisson process. */
  iatVariation: number
  gapVariation: number
  /** Plain coefficients, which one outlier moves: high in bursts. */
  iatSpread: number
  gaps: Milliseconds[]
  /** The same with the naps of the page left in: pauses are what clusters are told by. */
  pauses: Milliseconds[]
  /** Since the stream's first request, of which only the last exchanges are samples. */
  age: Milliseconds
  hold: Milliseconds
  meanHold: Milliseconds
  /** Of all exchanges, not only the samples. */
  longestHold: Milliseconds
  /** Holds within 5 % of the longest: a server's cap shows as a cluster. */
  heldToCap: number
  /** Share of requests that follow an answer at once. */
  reissue: number
  /** Share of the time in which a request was under way. */
  fill: number
  /** Share of requests that began before the one before was answered. */
  overlap: number
  /** Share of requests that failed or were answered with 400 and above. */
  errors: number
  /** Mean body bytes, up and down. */
  sent: number
  received: number
  cursorMoves: number
  /** When each began. */
  starts: Milliseconds[]
  /** Share of answers that are a part of something (206). */
  partial: number
  /** Share of requests that came right after a key or click, or after a pushed message, and the share that chance explains. */
  afterInput: number
  afterPush: number
  inputCoverage: number
  pushCoverage: number
  /** Requests under way, and for how long the oldest. */
  pending: number
  pendingFor: Milliseconds
}

// A pause of this many medians is a nap (sleep, bfcache, a hidden tab), not a rhythm.
const nap = 10

/** @param now moment to judge open requests at: the session's last event */
export function gatherEvidence(session: Session, stream: Stream, now: Milliseconds): Evidence {
  const samples = stream.samples.filter((sample) => sample.outcome !== 'abort')
  samples.sort((a, b) => a.start - b.start)
  const rtt = roundTrip(session, stream.sampleUrl)
  const pairs = samples.slice(1).map((sample, index) => ({ before: samples[index]!, sample }))
  const allIats = pairs.map(({ before, sample }) => sample.start - before.start)
  const allGaps = pairs.map(({ before, sample }) => sample.start - before.end)
  const iats = withoutNaps(allIats)
  const gaps = withoutNaps(allGaps)
  const holds = samples.map((sample) => Math.max(0, sample.header - sample.start - rtt))
  const first = samples[0]
  const last = samples.at(-1)
  const span = first && last ? Math.max(last.end, last.start) - first.start : 0
  const longestHold = Math.max(0, stream.longestWait - rtt)
  const share = (test: (sample: ExchangeSample) => boolean) =>
    samples.length === 0 ? 0 : samples.filter(test).length / samples.length
  return {
    n: samples.length,
    span,
    roundTrip: rtt,
    iat: median(iats),
    gap: median(gaps),
    iatVariation: steadiness(iats),
    gapVariation: gapVariation(gaps),
    iatSpread: variation(allIats),
    gaps,
    pauses: allGaps,
    age: stream.lastAt - stream.firstAt,
    hold: median(holds),
    meanHold: mean(holds),
    longestHold,
    heldToCap: longestHold > 0 ? holds.filter((hold) => hold >= 0.95 * longestHold).length : 0,
    reissue:
      pairs.length === 0
        ? 0
        : pairs.filter(({ before, sample }) => {
            const gap = sample.start - before.end
            return gap >= 0 && gap <= Math.max(150, 0.1 * (before.end - before.start))
          }).length / pairs.length,
    fill: span > 0 ? samples.reduce((sum, sample) => sum + sample.end - sample.start, 0) / span : 0,
    overlap: pairs.length === 0 ? 0 : allGaps.filter((gap) => gap < -5).length / allGaps.length,
    errors: share((sample) => sample.outcome !== 'ok' || sample.status >= 400 || sample.status === 0),
    sent: mean(samples.map((sample) => sample.sent)),
    received: mean(samples.map((sample) => sample.received)),
    cursorMoves: pairs.filter(({ before, sample }) => sample.cursor !== undefined && sample.cursor !== before.cursor)
      .length,
    starts: samples.map(({ start }) => start),
    partial: share((sample) => sample.status === 206),
    afterInput: share((sample) => sample.afterInput),
    afterPush: share((sample) => sample.afterPush),
    inputCoverage: last?.inputCoverage ?? 0,
    pushCoverage: last?.pushCoverage ?? 0,
    pending: stream.pending,
    pendingFor: stream.pendingSince === undefined ? 0 : Math.max(0, now - stream.pendingSince),
  }
}

/** A gap may be negative where requests overlap; then it is not what a timer was set to. */
const gapVariation = (gaps: readonly Milliseconds[]) => (mean(gaps) > 0 ? steadiness(gaps) : Number.POSITIVE_INFINITY)

// Below this many, the robust measure calls regular what is luck: half of the times need only lie close together.
const enoughForRobust = 12

/** The plain coefficient of variation, or the robust one where there are enough times to trust it. */
function steadiness(times: readonly Milliseconds[]): number {
  const plain = variation(times)
  return times.length < enoughForRobust ? plain : Math.min(plain, robustVariation(times))
}

function withoutNaps(times: readonly Milliseconds[]): Milliseconds[] {
  const usual = median(times)
  return usual > 100 ? times.filter((time) => time <= nap * usual) : [...times]
}
