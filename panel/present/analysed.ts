import type { StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import type { StreamFacts } from '../../src/core/analysis/stream-facts.ts'

/**
 * A stream as presenters see it. The facts are those of this moment. The analysis may be older, because in busy traffic streams are
 * analysed in turn.
 */
export interface Analysed {
  readonly facts: StreamFacts
  readonly analysis: StreamAnalysis
}
