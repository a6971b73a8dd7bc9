import type { Evidence } from '../evidence/evidence.ts'
import type { Stream } from '../stream/stream.ts'
import type { Confidence, Finding } from '../verdict/verdict.ts'

/**
 * One way to recognise a technique. Rules read running totals and the last exchanges, never the message list.
 * Returns undefined where the rule does not apply.
 */
export interface Rule {
  id: string
  judge(stream: Stream, evidence: Evidence): Finding | undefined
}

/** More samples, more trust: below 4 any pattern may be luck. */
export function confidenceFor(samples: number): Confidence {
  return samples >= 8 ? 'high' : samples >= 4 ? 'medium' : 'provisional'
}
