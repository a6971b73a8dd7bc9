import type { Milliseconds } from '../base/units.ts'
import type { Technique } from './technique.ts'

export type Confidence = 'certain' | 'high' | 'medium' | 'low' | 'provisional'

/** What a rule found. `because` are whole sentences with figures, for people. */
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
  at: Milliseconds
  technique: Technique
  flags: string[]
  confidence: Confidence
}

/** What a stream has been judged to be so far, so that a verdict does not flicker. */
export interface Judgement {
  verdict: Verdict | undefined
  /** Exchanges in a row that say otherwise. */
  contrary: number
  /** The stream is judged again when it has had so many exchanges. */
  next: number
  lookedAt: Milliseconds
  /** Exchanges by the time that its technique changed last. */
  changedAt: number
  history: Change[]
}

export const createJudgement = (): Judgement => ({
  verdict: undefined,
  contrary: 0,
  next: 3,
  lookedAt: 0,
  changedAt: 0,
  history: [],
})
