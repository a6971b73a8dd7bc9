import { mean, median, sum, variation } from '../base/statistics.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import { batchesOf } from '../stream/parts/deliveries.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import type { Stream } from '../stream/stream.ts'
import { roundTrip } from '../traffic/origin.ts'
import { addCaused, type Caused, causedShare, noneCaused } from './caused.ts'
import { type CutCounts, cutsAmong } from './cuts.ts'
import { type ProgressCounts, progressCounts } from './progress.ts'
import { isReissue, shareFollowingAny } from './reissue.ts'
import { gapVariation, gridOf, isClocked, rhythmOf } from './rhythm.ts'

/**
 * Measurements over the last exchanges of a stream, taken each time the rules are asked, once for all rules. Names are those of RFC 6202
 * and of queueing: `iat` (inter-arrival time) is the time from one request to the next, `gap` from the end of an answer to the next
 * request, and `hold` how long the server kept a request beyond the network's round trip.
 */
export interface Evidence extends ProgressCounts, CutCounts {
  /** Finished exchanges that were measured, including those that the page broke off. */
  n: number
  /** Finished exchanges of the stream, those included that are no longer measured. Sentences name these. */
  total: number
  /** From the first of those that were measured to the end of the last. */
  span: Milliseconds
  /** The most intervals, or gaps after answers, that came in a row without the page sleeping between: a pause shows no rhythm. */
  rounds: number
  /** The sum of all intervals without those in which the page slept. */
  awake: Milliseconds
  /**
   * The fastest answer of the stream's own origin, within bounds, even where all of its answers are held (`roundTrip` in
   * traffic/origin.ts). Holds are what is longer: a round trip that is too long makes no answer pass for a held one. Costs take the
   * better guess of `networkRoundTrip`.
   */
  roundTrip: Milliseconds
  /** Medians, without the pauses in which the page slept. */
  iat: Milliseconds
  gap: Milliseconds
  /** Variation of intervals and gaps, robust against outliers: 0 is a metronome, 1 a Poisson process. Higher is less regular. */
  iatVariation: number
  gapVariation: number
  /** Plain coefficient of variation of the intervals, which one outlier raises: high where requests come in bursts. */
  iatSpread: number
  /** All intervals and all gaps, in order, also those in which the page slept: long ones separate clusters of requests. */
  allIats: readonly Milliseconds[]
  allGaps: readonly Milliseconds[]
  /** Gaps after answers without an error: after an error a page waits longer than it would by itself. */
  gapsAfterSuccess: readonly Milliseconds[]
  /** From the first request of the stream, which may be long before the first one measured, to its last event. */
  age: Milliseconds
  /** Median and mean hold. */
  hold: Milliseconds
  meanHold: Milliseconds
  /** Coefficient of variation of the holds: 1 where news comes at random. */
  holdSpread: number
  /** Request starts vary less than answer times: a timer drives them, even where its period is about one answer time. */
  clocked: boolean
  /** The period of the one timer that makes all requests, some of them late. */
  grid: Milliseconds | undefined
  /** Longest hold of all exchanges of the stream, not only of those measured. */
  longestHold: Milliseconds
  /** Holds of nearly the longest length (`minCapShare`): a server's cap shows as a cluster. */
  heldToCap: number
  /** Share of requests that follow the last answer at once. */
  reissue: number
  /** Share of requests that follow any answer at once: the measure where several requests are held at a time. */
  reissueOfAny: number
  /** Mean number of requests in flight. Where they never overlap, that is the share of the time with a request in flight. */
  fill: number
  /** Share of requests that began before the request before was answered. */
  overlap: number
  /** Messages of a usual batch, and the usual time from one to the next, where messages come several at a time. */
  batches: { size: number; every: Milliseconds } | undefined
  /** Mean body bytes of request and response. */
  sent: number
  received: number
  /** Coefficient of variation of the bodies of requests, and of those of responses. */
  sentSpread: number
  receivedSpread: number
  /** Answers that came in one piece after a long time, and the longest of these times: the server may have streamed them. */
  wholeAfterLong: { count: number; longest: Milliseconds } | undefined
  /** Share of answers that something was created (status 201). */
  created: number
  /** Start of each request, in order. */
  starts: readonly Moment[]
  /** Starts of the requests that came after a key press, click or scroll, within the `inputWindow` of session/document.ts. */
  prompted: ReadonlySet<Moment>
  /** Share of answers with a part of a resource (status 206). */
  partial: number
  /**
   * Requests after a key press, click or scroll, and after a pushed message, within `inputWindow` and `pushWindow`; or, where the
   * narrower reach tells more (`causedShare`), `atOnceAfterInput` and `atOnceAfterPush` (session/document.ts).
   */
  afterInput: Caused
  afterPush: Caused
  /** Number of requests in flight, and for how long the oldest one has been. */
  pending: number
  pendingFor: Milliseconds
  /** The moment of the measurement. */
  now: Moment
}

/** A request that begins more than this before the end of the exchange before it overlaps with it. */
const minOverlap: Milliseconds = 5
/** Variation of the gaps, by that of the intervals, up to which the gaps are the timer's. */
const maxSteadierGaps = 0.5
/** Time of work after which a server that can stream its answer mostly does. */
const minLongWork: Milliseconds = 10_000
/** Share of the longest hold from which on another one ended at the same cap: the network adds a little to each. */
const minCapShare = 0.95

/**
 * Measures the last exchanges of a stream. Of an empty stream, means, medians and variations are NaN.
 * @param now the session's last event, or the clock while it is live: requests in flight are as old as that
 * @param some a part of the last exchanges, where these alone are asked about
 */
export function gatherEvidence(stream: Stream, now: Moment, some?: readonly ExchangeSample[]): Evidence {
  const samples = inOrderOfStart(some ?? recentExchanges(stream))
  const n = samples.length
  const rtt = roundTrip(stream.origin)
  const iats: Milliseconds[] = []
  const gaps: Milliseconds[] = []
  const gapsAfterSuccess: Milliseconds[] = []
  const holds: Milliseconds[] = []
  const longestHold = Math.max(0, stream.samples.longestTimeToAnswer - rtt)
  const count = {
    reissued: 0,
    overlapping: 0,
    partial: 0,
    created: 0,
    whole: 0,
    capped: 0,
  }
  const prompted = new Set<Moment>()
  const afterInput = noneCaused()
  const afterPush = noneCaused()
  const holdOf = ({ start, answeredAt }: ExchangeSample) => Math.max(0, answeredAt - start - rtt)
  const { isBrokenOff, isCut, counts } = cutsAmong(samples, holdOf)
  let longestWhole = 0
  let busy = 0
  let sent = 0
  let received = 0
  let before: ExchangeSample | undefined
  for (const sample of samples) {
    const { start, end, status } = sample
    const brokenOff = isBrokenOff(sample)
    const hold = holdOf(sample)
    busy += end - start
    sent += sample.sent
    received += sample.received
    if (!brokenOff) holds.push(hold)
    if (!brokenOff && !isCut(sample) && hold >= minCapShare * longestHold) count.capped++
    if (sample.cameWhole && end - start >= minLongWork) {
      count.whole++
      longestWhole = Math.max(longestWhole, end - start)
    }
    if (status === 206) count.partial++
    if (status === 201) count.created++
    if (sample.afterInput.within) prompted.add(start)
    addCaused(afterInput, sample.afterInput)
    addCaused(afterPush, sample.afterPush)
    if (before) iats.push(start - before.start)
    // A request that the page broke off was not answered: the time until the next one is no gap.
    if (before && !isBrokenOff(before)) {
      const gap = start - before.end
      gaps.push(gap)
      if (before.outcome === 'ok' && before.status < 400) gapsAfterSuccess.push(gap)
      if (isReissue(gap, before, n)) count.reissued++
      if (gap < -minOverlap) count.overlapping++
    }
    before = sample
  }
  const first = samples[0]
  const span = first && before ? Math.max(before.end, before.start) - first.start : 0
  const share = (some: number, of: number) => (of === 0 ? 0 : some / of)
  const starts = samples.map(({ start }) => start)
  const byIat = rhythmOf(iats)
  const byGap = rhythmOf(gaps)
  // Where the pauses after the answers are the steadier ones, each request waits for the answer before it.
  const grid = byGap.variation >= maxSteadierGaps * byIat.variation ? gridOf(starts) : undefined
  // Time in which the page was awake.
  const awake = span - sum(iats) + sum(byIat.times)
  return {
    n,
    total: some ? n : Math.max(n, stream.requests.count - stream.requests.inFlight.size),
    span,
    rounds: Math.max(byIat.inARow, byGap.inARow),
    awake: sum(byIat.times),
    roundTrip: rtt,
    iat: byIat.usual,
    gap: byGap.usual,
    iatVariation: byIat.variation,
    gapVariation: gapVariation(byGap),
    iatSpread: variation(iats),
    allIats: iats,
    allGaps: gaps,
    gapsAfterSuccess,
    age: stream.lastAt - stream.firstAt,
    hold: median(holds),
    meanHold: mean(holds),
    holdSpread: variation(holds),
    clocked: isClocked(iats, holds) || grid !== undefined,
    grid,
    longestHold,
    heldToCap: longestHold > 0 ? count.capped : 0,
    reissue: share(count.reissued, gaps.length),
    reissueOfAny: count.overlapping > 0 ? shareFollowingAny(samples) : share(count.reissued, gaps.length),
    fill: awake > 0 ? busy / awake : 0,
    overlap: share(count.overlapping, gaps.length),
    sent: sent / n,
    received: received / n,
    sentSpread: variation(samples.map((sample) => sample.sent)),
    receivedSpread: variation(samples.map((sample) => sample.received)),
    wholeAfterLong: count.whole > 0 ? { count: count.whole, longest: longestWhole } : undefined,
    created: share(count.created, n),
    batches: batchesOf(stream.deliveries),
    starts,
    prompted,
    partial: share(count.partial, n),
    afterInput: causedShare(afterInput, n, byIat.variation),
    afterPush: causedShare(afterPush, n, byIat.variation),
    pending: stream.requests.inFlight.size,
    pendingFor: stream.requests.inFlightSince === undefined ? 0 : Math.max(0, now - stream.requests.inFlightSince),
    now,
    ...counts,
    ...progressCounts(samples),
  }
}

/** The samples in order of their start. A stream keeps them in order of their end, which is mostly equal. */
function inOrderOfStart(samples: readonly ExchangeSample[]): readonly ExchangeSample[] {
  const ordered = samples.every((sample, index) => index === 0 || samples[index - 1]!.start <= sample.start)
  return ordered ? samples : [...samples].sort((a, b) => a.start - b.start)
}
