import type { Verdict } from '../classify/classify.ts'
import type { Cost } from '../cost/cost.ts'
import type { WhatIf } from '../cost/what-if.ts'
import type { Session } from '../session.ts'
import type { Stream } from '../stream.ts'

/** A stream and all that is known of it. */
export interface Case {
  session: Session
  stream: Stream
  verdict: Verdict
  cost: Cost
  whatIf: readonly WhatIf[]
}

/** When something would be better otherwise, and what it would cost instead. */
export interface AdviceRule {
  id: string
  /** The advice with the figure that speaks for it, or undefined where it does not apply. */
  advise(about: Case): string | undefined
}

/** Below this many answers or messages a share says little. */
export const enough = 8

/** Seconds that a stream has been there for. */
export const secondsOf = ({ firstAt, lastAt }: Stream) => Math.max(1, lastAt - firstAt) / 1000
