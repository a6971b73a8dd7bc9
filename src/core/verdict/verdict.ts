import type { Moment } from '../base/units.ts'
import type { Technique } from './technique.ts'

export type Confidence = 'certain' | 'high' | 'medium' | 'low' | 'provisional'

/**
 * The finding of a rule. `flags` are words that narrow the technique, such as `one-way`, which the panel shows as sentences; code acts on a
 * few of them (listed in `../README.md`, Words). `because` are whole sentences with figures, for people.
 */
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

/**
 * An entry in the history of a stream: a verdict that named another technique than the kept verdict before, or that began or ceased to be
 * provisional.
 */
export interface Change {
  at: Moment
  technique: Technique
  flags: string[]
  confidence: Confidence
}

/** The verdict on a stream so far, and when to look again, so that the verdict does not flicker. */
export interface Judgement {
  verdict: Verdict | undefined
  /** Looks in a row whose technique spoke against the verdict (`isContrary` in `classify/review.ts`). */
  contrary: number
  /** The stream is judged again when it has had this many results (answers plus failures; see `classify/review.ts`) in all. */
  next: number
  lookedAt: Moment
  /** Results that the stream had had when its technique changed last. */
  changedAfter: number
  /** The first changes, `maxHistory` at most. A connection has none: it is judged only when it is shown, and nothing is kept of that. */
  history: Change[]
}

/** Results before the first look: fewer exchanges have no pattern to judge. */
const firstLook = 3

export const createJudgement = (): Judgement => ({
  verdict: undefined,
  contrary: 0,
  next: firstLook,
  lookedAt: 0,
  changedAfter: 0,
  history: [],
})

/** Judge the stream again once it has had this many results in all; at its next one, where no number is given. */
export function lookAgain(judgement: Judgement, results = 0): void {
  judgement.next = results
}

/** Notes a look at the stream. @param contrary the look found a technique that speaks against the verdict */
export function noteLook(judgement: Judgement, at: Moment, contrary: boolean): void {
  judgement.lookedAt = at
  judgement.contrary = contrary ? judgement.contrary + 1 : 0
}

/** Notes that the technique of the verdict changes. @param results that the stream has had in all */
export function noteChange(judgement: Judgement, results: number): void {
  judgement.changedAfter = results
}

/** Most entries in the history of a stream; later changes are left out. */
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
