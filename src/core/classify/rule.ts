import type { Evidence } from '../evidence/evidence.ts'
import type { Stream } from '../stream/stream.ts'
import type { Confidence, Finding } from '../verdict/verdict.ts'

/** A way to recognise one technique. Rules read running totals and the last exchanges of a stream, never its message list. */
export interface Rule {
  id: string
  /** @returns undefined where the rule does not apply */
  judge(stream: Stream, evidence: Evidence): Finding | undefined
}

/** The confidence of a rule that looks at timing. @param samples exchanges that it has seen: below 4 any pattern may be luck */
export function confidenceFor(samples: number): Confidence {
  return samples >= 8 ? 'high' : samples >= 4 ? 'medium' : 'provisional'
}
