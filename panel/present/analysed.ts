import type { StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import type { StreamFacts } from '../../src/core/analysis/stream-facts.ts'

/** A stream as presenters see it. The facts are those of this moment; the analysis may be some frames or a second older. */
export interface Analysed {
  readonly facts: StreamFacts
  readonly analysis: StreamAnalysis
}
