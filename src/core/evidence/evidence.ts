import { mean, median, sum, variation } from '../base/statistics.ts'
import type { Milliseconds } from '../base/units.ts'
import type { ExchangeSample } from '../stream/parts/samples.ts'
import type { Stream } from '../stream/stream.ts'
import type { Nearness } from '../traffic/cause.ts'
import { roundTrip } from '../traffic/origin.ts'
import { gapVariation, rhythmOf } from './rhythm.ts'

/**
 * What the last exchanges of a stream show, measured once for all rules. Names as in RFC 6202 and queueing:
 * `iat` is the time from one request to the next, `gap` from the end of an answer to the next request, `hold` how long the
 * server kept a request beyond the network's round trip.
 */
export interface Evidence {
  /** Finished exchanges, those among them that the page broke off included. */
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
  gaps: readonly Milliseconds[]
  /** The same with the naps of the page left in: pauses are what clusters are told by. */
  pauses: readonly Milliseconds[]
  /** Those of them after an answer that was none of a server in trouble. */
  unforced: readonly Milliseconds[]
  /** Since the stream's first request, of which only the last exchanges are samples. */
  age: Milliseconds
  hold: Milliseconds
  meanHold: Milliseconds
  /** Coefficient of variation, which is 1 where news comes at random. */
  holdSpread: number
  /** Requests begin steadily although answers take longer and shorter: a timer, if one about as slow as the server. */
  clocked: boolean
  /** Of all exchanges, not only the samples. */
  longestHold: Milliseconds
  /** Holds within 5 % of the longest: a server's cap shows as a cluster. */
  heldToCap: number
  /** Share of requests that follow an answer at once. */
  reissue: number
  /** The same after any of the answers, where several requests are held at once. */
  reissueOfAny: number
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
  /** Those of them that came right after a key or click. */
  prompted: ReadonlySet<Milliseconds>
  /** Share of answers that are a part of something (206). */
  partial: number
  /** Answers with a page of something longer than the last one's. */
  pagesOn: number
  /** As far each time. */
  evenPages: boolean
  /** Share of requests whose URL held a part that is different each time. */
  cacheBusted: number
  /** Share of requests that came right after a key or click, or after a pushed message. */
  afterInput: Caused
  afterPush: Caused
  /** Requests under way, and for how long the oldest. */
  pending: number
  pendingFor: Milliseconds
  now: Milliseconds
}

/** @param now moment to judge open requests at: the session's last event */
export function gatherEvidence(stream: Stream, now: Milliseconds): Evidence {
  const samples = inOrderOfStart(stream.samples.recent)
  const n = samples.length
  const rtt = roundTrip(stream.origin)
  const iats: Milliseconds[] = []
  const gaps: Milliseconds[] = []
  const unforced: Milliseconds[] = []
  const holds: Milliseconds[] = []
  const longestHold = Math.max(0, stream.samples.longestTimeToFirstByte - rtt)
  const count = {
    reissued: 0,
    overlapping: 0,
    failed: 0,
    partial: 0,
    pagesOn: 0,
    cacheBusted: 0,
    cursorMoves: 0,
    capped: 0,
  }
  const steps = new Set<number>()
  const prompted = new Set<Milliseconds>()
  const afterInput = noneCaused()
  const afterPush = noneCaused()
  let busy = 0
  let sent = 0
  let received = 0
  let before: ExchangeSample | undefined
  for (const sample of samples) {
    const { start, end, status } = sample
    const brokenOff = isBrokenOff(sample)
    const hold = Math.max(0, sample.answeredAt - start - rtt)
    busy += end - start
    sent += sample.sent
    received += sample.received
    if (!brokenOff) holds.push(hold)
    if (!brokenOff && hold >= 0.95 * longestHold) count.capped++
    // Of an opaque answer the page sees no status, and still it has come.
    if (!brokenOff && !isGivenUp(sample) && (sample.outcome !== 'ok' || status >= 400)) count.failed++
    if (status === 206) count.partial++
    if (sample.cacheBusted) count.cacheBusted++
    if (sample.afterInput.within) prompted.add(start)
    addCaused(afterInput, sample.afterInput)
    addCaused(afterPush, sample.afterPush)
    if (before) {
      iats.push(start - before.start)
      if (sample.page !== undefined && before.page !== undefined && sample.page > before.page) {
        count.pagesOn++
        steps.add(sample.page - before.page)
      }
      if (sample.cursor !== undefined && sample.cursor !== before.cursor) count.cursorMoves++
    }
    // One that is broken off for the next says nothing of the pause between them.
    if (before && !isBrokenOff(before)) {
      const gap = start - before.end
      gaps.push(gap)
      if (before.outcome === 'ok' && before.status < 400) unforced.push(gap)
      if (gap >= 0 && gap <= Math.max(150, 0.1 * (before.end - before.start))) count.reissued++
      if (gap < -5) count.overlapping++
    }
    before = sample
  }
  const first = samples[0]
  const span = first && before ? Math.max(before.end, before.start) - first.start : 0
  const share = (some: number, of: number) => (of === 0 ? 0 : some / of)
  const byIat = rhythmOf(iats)
  const byGap = rhythmOf(gaps)
  // What the page slept through is no pause of its own.
  const awake = span - sum(iats) + sum(byIat.times)
  return {
    n,
    span,
    roundTrip: rtt,
    iat: byIat.usual,
    gap: byGap.usual,
    iatVariation: byIat.variation,
    gapVariation: gapVariation(byGap),
    iatSpread: variation(iats),
    gaps: byGap.times,
    pauses: gaps,
    unforced,
    age: stream.lastAt - stream.firstAt,
    hold: median(holds),
    meanHold: mean(holds),
    holdSpread: variation(holds),
    clocked: isClocked(iats, holds),
    longestHold,
    heldToCap: longestHold > 0 ? count.capped : 0,
    reissue: share(count.reissued, gaps.length),
    reissueOfAny: count.overlapping > 0 ? shareFollowingAny(samples) : share(count.reissued, gaps.length),
    fill: awake > 0 ? busy / awake : 0,
    overlap: share(count.overlapping, gaps.length),
    errors: share(count.failed, n),
    sent: sent / n,
    received: received / n,
    cursorMoves: count.cursorMoves,
    starts: samples.map(({ start }) => start),
    prompted,
    partial: share(count.partial, n),
    pagesOn: count.pagesOn,
    evenPages: steps.size === 1,
    cacheBusted: share(count.cacheBusted, n),
    afterInput: causedShare(afterInput, n, byIat.variation),
    afterPush: causedShare(afterPush, n, byIat.variation),
    pending: stream.requests.inFlight.size,
    pendingFor: stream.requests.inFlightSince === undefined ? 0 : Math.max(0, now - stream.requests.inFlightSince),
    now,
  }
}

function isClocked(iats: readonly Milliseconds[], holds: readonly Milliseconds[]): boolean {
  const spread = variation(iats)
  return iats.length >= 3 && spread < 0.1 && spread * mean(iats) < 0.3 * variation(holds) * mean(holds)
}

/** Share of requests that began within 150 ms after the end of any other. */
function shareFollowingAny(samples: readonly ExchangeSample[]): number {
  if (samples.length < 2) return 0
  const ends = Float64Array.from(samples, ({ end }) => end).sort()
  let next = 0
  let following = 0
  for (const { start } of samples) {
    while (next < ends.length && ends[next]! < start - 150) next++
    if (next < ends.length && ends[next]! <= start) following++
  }
  return following / (samples.length - 1)
}

/** Share of requests that came after something, and how far that lies above the share that chance explains. */
export interface Caused {
  share: number
  beyondChance: number
}

interface CausedSums {
  within: number
  atOnce: number
  chanceWithin: number
  chanceAtOnce: number
}

const noneCaused = (): CausedSums => ({ within: 0, atOnce: 0, chanceWithin: 0, chanceAtOnce: 0 })

function addCaused(sums: CausedSums, { within, atOnce, chanceWithin, chanceAtOnce }: Nearness): void {
  if (within) sums.within++
  if (atOnce) sums.atOnce++
  sums.chanceWithin += chanceWithin
  sums.chanceAtOnce += chanceAtOnce
}

// A poller's clock is steadier than a person: below this variation what comes a while after something does so by chance.
const maxClockVariation = 0.15

/** Where causes follow one another so fast that something always came just before, only what came at once tells. */
function causedShare(sums: CausedSums, n: number, steadiness: number): Caused {
  const within = (sums.within - sums.chanceWithin) / n
  const atOnce = (sums.atOnce - sums.chanceAtOnce) / n
  return atOnce > within || steadiness < maxClockVariation
    ? { share: sums.atOnce / n, beyondChance: atOnce }
    : { share: sums.within / n, beyondChance: within }
}

/** A page that keeps asking for this long waits for news, and gives up to ask anew; below it, something came between. */
const minGiveUpTime: Milliseconds = 5000

const isGivenUp = ({ outcome, start, end }: ExchangeSample) =>
  (outcome === 'abort' || outcome === 'timeout') && end - start >= minGiveUpTime

const isBrokenOff = (sample: ExchangeSample) => sample.outcome === 'abort' && !isGivenUp(sample)

/** By their start; they are kept by their end, which mostly is the same order. */
function inOrderOfStart(samples: readonly ExchangeSample[]): readonly ExchangeSample[] {
  const ordered = samples.every((sample, index) => index === 0 || samples[index - 1]!.start <= sample.start)
  return ordered ? samples : [...samples].sort((a, b) => a.start - b.start)
}
