import type { ExchangeSample } from '../exchange.ts'
import { roundTrip, type Session } from '../session.ts'
import { mean, median, variation } from '../statistics.ts'
import type { Stream } from '../stream.ts'
import type { Milliseconds } from '../units.ts'
import { ofGaps, rhythmOf } from './rhythm.ts'

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
  gaps: readonly Milliseconds[]
  /** The same with the naps of the page left in: pauses are what clusters are told by. */
  pauses: readonly Milliseconds[]
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

/** @param now moment to judge open requests at: the session's last event */
export function gatherEvidence(session: Session, stream: Stream, now: Milliseconds): Evidence {
  const samples = inOrder(stream.samples)
  const n = samples.length
  const rtt = roundTrip(session, stream.sampleUrl)
  const iats: Milliseconds[] = []
  const gaps: Milliseconds[] = []
  const holds: Milliseconds[] = []
  const longestHold = Math.max(0, stream.longestWait - rtt)
  const count = {
    reissued: 0,
    overlapping: 0,
    failed: 0,
    partial: 0,
    afterInput: 0,
    afterPush: 0,
    cursorMoves: 0,
    capped: 0,
  }
  let busy = 0
  let sent = 0
  let received = 0
  let before: ExchangeSample | undefined
  for (const sample of samples) {
    const { start, end, status } = sample
    const hold = Math.max(0, sample.header - start - rtt)
    holds.push(hold)
    busy += end - start
    sent += sample.sent
    received += sample.received
    if (hold >= 0.95 * longestHold) count.capped++
    if (sample.outcome !== 'ok' || status >= 400 || status === 0) count.failed++
    if (status === 206) count.partial++
    if (sample.afterInput) count.afterInput++
    if (sample.afterPush) count.afterPush++
    if (before) {
      const gap = start - before.end
      iats.push(start - before.start)
      gaps.push(gap)
      if (gap >= 0 && gap <= Math.max(150, 0.1 * (before.end - before.start))) count.reissued++
      if (gap < -5) count.overlapping++
      if (sample.cursor !== undefined && sample.cursor !== before.cursor) count.cursorMoves++
    }
    before = sample
  }
  const first = samples[0]
  const span = first && before ? Math.max(before.end, before.start) - first.start : 0
  const share = (some: number, of: number) => (of === 0 ? 0 : some / of)
  const byIat = rhythmOf(iats)
  const byGap = rhythmOf(gaps)
  return {
    n,
    span,
    roundTrip: rtt,
    iat: byIat.usual,
    gap: byGap.usual,
    iatVariation: byIat.variation,
    gapVariation: ofGaps(byGap),
    iatSpread: variation(iats),
    gaps: byGap.times,
    pauses: gaps,
    age: stream.lastAt - stream.firstAt,
    hold: median(holds),
    meanHold: mean(holds),
    longestHold,
    heldToCap: longestHold > 0 ? count.capped : 0,
    reissue: share(count.reissued, gaps.length),
    fill: span > 0 ? busy / span : 0,
    overlap: share(count.overlapping, gaps.length),
    errors: share(count.failed, n),
    sent: sent / n,
    received: received / n,
    cursorMoves: count.cursorMoves,
    starts: samples.map(({ start }) => start),
    partial: share(count.partial, n),
    afterInput: share(count.afterInput, n),
    afterPush: share(count.afterPush, n),
    inputCoverage: before?.inputCoverage ?? 0,
    pushCoverage: before?.pushCoverage ?? 0,
    pending: stream.pending,
    pendingFor: stream.pendingSince === undefined ? 0 : Math.max(0, now - stream.pendingSince),
  }
}

/** Those that were not broken off, by their start; they are kept by their end, which mostly is the same order. */
function inOrder(kept: readonly ExchangeSample[]): readonly ExchangeSample[] {
  const samples = kept.some(({ outcome }) => outcome === 'abort')
    ? kept.filter(({ outcome }) => outcome !== 'abort')
    : kept
  const ordered = samples.every((sample, index) => index === 0 || samples[index - 1]!.start <= sample.start)
  return ordered ? samples : [...samples].sort((a, b) => a.start - b.start)
}
