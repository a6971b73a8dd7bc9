import type { Milliseconds } from '../base/units.ts'
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
  at: Milliseconds
  technique: Technique
  flags: string[]
  confidence: Confidence
}

/** The verdict on a stream so far, and when to look again, so that the verdict does not flicker. */
export interface Judgement {
  verdict: Verdict | undefined
  /** Looks in a row that found another technique. */
  contrary: number
  /** The stream is judged again when it has had so many exchanges. */
  next: number
  lookedAt: Milliseconds
  /** Exchanges by the time that its technique changed last. */
  changedAt: number
  history: Change[]
}

/** Below three exchanges there is no pattern to judge. */
const firstLook = 3

export const createJudgement = (): Judgement => ({
  verdict: undefined,
  contrary: 0,
  next: firstLook,
  lookedAt: 0,
  changedAt: 0,
  history: [],
})

/** Has the stream judged after so many exchanges: at once, if none are named. */
export function lookAgain(judgement: Judgement, exchanges = 0): void {
  judgement.next = exchanges
}

/** Has the stream judged as if it were new; its history stays. */
export function restart(judgement: Judgement): void {
  const { history } = judgement
  Object.assign(judgement, createJudgement(), { next: 0, history })
}

/** The judgement of a stream that another one turned out to be a part of: its verdict waits for another look. */
export function mergeJudgements(into: Judgement): void {
  lookAgain(into)
}
