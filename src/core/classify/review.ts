import type { Milliseconds, Moment } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import { adopt, type Judgement, lookAgain, noteChange, noteLook, type Verdict } from '../verdict/verdict.ts'
import { judge } from './judge.ts'

// A stream's number of results is its answers plus its failures: an error answer counts as two results, and a request that was aborted
// before its answer as none.

/**
 * Looks in a row that must find a technique of lower rank (in a stream of many results any other one) before the verdict
 * changes.
 */
const minContraryLooks = 3
/** Results up to which a stream is judged after each of them. */
const maxResultsLookedAtEach = 32
/** Results from one look to the next after that: half of the samples that the rules measure, so that each is measured twice. */
const resultsBetweenLooks = 32
/** Time after which the next exchange is a reason to look, however few there were. */
const maxTimeBetweenLooks: Milliseconds = 30_000
/** Results without a change after which a stream is looked at half as often: each of its samples is measured once. */
const resultsUntilSettled = 256
/** Results after a change of technique that are each looked at, to see whether the change lasts. */
const resultsLookedAtAfterChange = 8

// Ranks of the techniques, from ordinary requests to updates without a request: a verdict moves up at once, and down slowly.
const ranks: Record<Technique, number> = {
  http: 0,
  beacon: 1,
  polling: 2,
  'long-polling': 3,
  'http-streaming': 4,
  sse: 4,
  websocket: 5,
  webtransport: 5,
  webrtc: 5,
}

/**
 * The verdict to show: the previous one as long as too few looks speak against it.
 * @param raw verdict of the rules by themselves
 */
export function settle(stream: Stream, raw: Verdict): Verdict {
  const { verdict: previous, contrary } = stream.judgement
  return previous && isContrary(stream, previous, raw) && contrary < minContraryLooks ? previous : raw
}

function isContrary(stream: Stream, previous: Verdict, raw: Verdict): boolean {
  if (previous.confidence === 'provisional' || raw.confidence === 'certain') return false
  const isYoung = resultsOf(stream) < maxResultsLookedAtEach
  return isYoung ? ranks[raw.technique] < ranks[previous.technique] : raw.technique !== previous.technique
}

const resultsOf = ({ requests }: Stream) => requests.answered + requests.failed

/**
 * Judges a stream after one of its exchanges, if it is due.
 * @param at time of the exchange
 * @returns whether the stream was judged
 */
export function review(stream: Stream, at: Moment): boolean {
  const { judgement } = stream
  const done = resultsOf(stream)
  if (!isDue(judgement, done, at)) return false
  const { verdict: previous } = judgement
  const raw = judge(stream, at)
  noteLook(judgement, at, previous !== undefined && isContrary(stream, previous, raw))
  const shown = settle(stream, raw)
  if (shown.technique !== previous?.technique) noteChange(judgement, done)
  lookAgain(judgement, nextLook(judgement, done))
  if (shown !== previous) adopt(judgement, shown, at)
  return true
}

function isDue(judgement: Judgement, done: number, at: Moment): boolean {
  const { next, lookedAt } = judgement
  const longest = isSettled(judgement, done) ? 2 * maxTimeBetweenLooks : maxTimeBetweenLooks
  return done >= next || (done >= maxResultsLookedAtEach && at - lookedAt >= longest)
}

const isSettled = ({ contrary, changedAfter }: Judgement, done: number) =>
  contrary === 0 && done - changedAfter >= resultsUntilSettled

/** Number of results at which the stream is judged next. */
function nextLook(judgement: Judgement, done: number): number {
  const { contrary, changedAfter } = judgement
  const isUnsettled = contrary > 0 || done - changedAfter < resultsLookedAtAfterChange
  if (done < maxResultsLookedAtEach || isUnsettled) return done + 1
  const between = isSettled(judgement, done) ? 2 * resultsBetweenLooks : resultsBetweenLooks
  return done + between - (done % between)
}
