import type { Cost } from '../cost/cost.ts'
import type { WhileHidden } from '../cost/hidden.ts'
import type { Waste } from '../cost/waste.ts'
import type { WhatIf } from '../cost/what-if.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** A stream with its verdict and its figures, on which advice is given. */
export interface Case {
  stream: Stream
  verdict: Verdict
  cost: Cost
  waste: Waste
  whatIf: readonly WhatIf[]
  hidden: WhileHidden | undefined
}

/**
 * The subject of a piece of advice. Only the first advice on a topic is given, as another one would name the same bytes,
 * requests or connections once more.
 */
export type Topic = 'asking' | 'repetition' | 'connecting' | 'heartbeats' | 'direction' | 'limit' | 'relay' | 'hidden'

/** A rule for one piece of advice: when it applies, and what following it would cost. */
export interface AdviceRule {
  id: string
  topic: Topic
  /** @returns the advice with the figure that supports it; undefined where it does not apply */
  advise(about: Case): string | undefined
}

/** Answers or messages from which on a share of them supports advice; of fewer it may be chance. */
export const minForShare = 8
