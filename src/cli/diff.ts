import { type Difference, diffAnalyses, diffTotals, type Side } from '../format/diff/diff-analyses.ts'
import { diffTable } from '../format/diff/diff-table.ts'
import { redactAnalysis } from '../format/redact/redact-analysis.ts'
import { analyzeFile } from './analyze.ts'
import type { DiffArguments } from './arguments/diff-arguments.ts'

/** Two files side by side. */
export interface Differences {
  result: {
    format: 'duplex-diff'
    version: 1
    streams: readonly Difference[]
    totals: { before: Side; after: Side }
  }
  /** The same for people. */
  text: string
  problem: string | undefined
  exitCode: number
}

/**
 * Compares two sessions or HARs.
 * @throws CommandProblem where one of them cannot be read
 */
export async function diff({ before, after, redact }: DiffArguments): Promise<Differences> {
  const [one, other] = [await analyzeFile(before), await analyzeFile(after)]
  const [old, young] = [one, other].map(({ analysis }) => (redact ? redactAnalysis(analysis) : analysis)) as [
    typeof one.analysis,
    typeof one.analysis,
  ]
  const [streams, totals] = [diffAnalyses(old, young), diffTotals(old, young)]
  const problems = [one, other].flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
  return {
    result: { format: 'duplex-diff', version: 1, streams, totals },
    text: diffTable(streams, totals),
    problem: problems.length > 0 ? problems.join('; ') : undefined,
    exitCode: Math.max(one.exitCode, other.exitCode),
  }
}
