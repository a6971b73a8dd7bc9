import type { Moment } from '../base/units.ts'
import type { Technique } from './technique.ts'

export type Confidence = 'certain' | 'high' | 'medium' | 'low' | 'provisional'

/** The finding of a rule. `because` are whole sentences with figures, for people. */
export interface Finding {
  technique: Technique
  flags: string[]
  confidence: Confidence
  because: string[]
}

/** Technique, how sure, why, and what else it might be. */
export interface Verdict extends Finding {
  alternatives: { technique: Technique; because: string[] }[]
}

/** A verdict that was reached while a stream went on. */
export interface Change {
  at: Moment
  technique: Technique
  flags: string[]
  confidence: Confidence
}

/** The verdict on a stream so far, and when to look again, so that the verdict does not flicker. */
export interface Judgement {
  verdict: Verdict | undefined
  /** Looks in a row that found another technique. */
  contrary: number
  /** The stream is judged again when it has had this many outcomes (answers plus failures; see `classify/review.ts`) in all. */
  next: number
  lookedAt: Moment
  /** Outcomes that the stream had had when its technique changed last. */
  changedAfter: number
  history: Change[]
}

/** Below three exchanges there is no pattern to judge. */
const firstLook = 3

export const createJudgement = (): Judgement => ({
  verdict: undefined,
  contrary: 0,
  next: firstLook,
  lookedAt: 0,
  changedAfter: 0,
  history: [],
})

/** Judge the stream again once it has had this many outcomes in all; at its next one, where no number is given. */
export function lookAgain(judgement: Judgement, outcomes = 0): void {
  judgement.next = outcomes
}

/** Notes a look at the stream. @param contrary the look found a technique that speaks against the verdict */
export function noteLook(judgement: Judgement, at: Moment, contrary: boolean): void {
  judgement.lookedAt = at
  judgement.contrary = contrary ? judgement.contrary + 1 : 0
}

/** Notes that the technique of the verdict changes. @param outcomes that the stream has had in all */
export function noteChange(judgement: Judgement, outcomes: number): void {
  judgement.changedAfter = outcomes
}

/** Most verdicts in the history of a stream. */
const maxHistory = 100

/** Makes a verdict the stream's own, and remembers it where it names another technique, or begins or ceases to be provisional. */
export function adopt(judgement: Judgement, verdict: Verdict, at: Moment): void {
  const { verdict: previous, history } = judgement
  const { technique, flags, confidence } = verdict
  judgement.contrary = 0
  judgement.verdict = verdict
  const isProvisional = confidence === 'provisional'
  const isChange = technique !== previous?.technique || (previous.confidence === 'provisional') !== isProvisional
  if (isChange && history.length < maxHistory) history.push({ at, technique, flags, confidence })
}

/** Judges the stream as if it were new, at its next exchange; its history stays. */
export function restart(judgement: Judgement): void {
  const { history } = judgement
  Object.assign(judgement, createJudgement(), { next: 0, history })
}

/** Of two streams that are one the first keeps its verdict, until its next exchange is a reason to look. */
export function mergeJudgements(into: Judgement): void {
  lookAgain(into)
}
