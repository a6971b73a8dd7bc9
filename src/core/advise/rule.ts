import type { Cost } from '../cost/cost.ts'
import type { Waste } from '../cost/waste.ts'
import type { WhatIf } from '../cost/what-if.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** A stream and all that is known of it. */
export interface Case {
  stream: Stream
  verdict: Verdict
  cost: Cost
  waste: Waste
  whatIf: readonly WhatIf[]
}

/**
 * What a piece of advice is about: of those that are about the same only the first is said, as another would speak of the same
 * bytes, requests or connections again.
 */
export type Topic = 'asking' | 'repetition' | 'connecting' | 'heartbeats' | 'direction' | 'limit' | 'relay'

/** When something would be better otherwise, and what it would cost instead. */
export interface AdviceRule {
  id: string
  topic: Topic
  /** The advice with the figure that speaks for it, or undefined where it does not apply. */
  advise(about: Case): string | undefined
}

/** Below this many answers or messages a share says little. */
export const minForShare = 8
