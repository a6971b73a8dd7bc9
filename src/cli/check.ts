import { readFile, writeFile } from 'node:fs/promises'
import { type Budget, readBudget } from '../format/budget/budget.ts'
import { budgetTable, githubAnnotations, junitReport } from '../format/budget/budget-report.ts'
import { type CheckedLimit, checkBudget } from '../format/budget/check-budget.ts'
import { analyzeFile } from './analyze.ts'
import { type CaptureOptions, capture } from './capture.ts'
import { CommandProblem, exitCodes } from './problem.ts'

/** A file, or a page to capture, to be held against a budget. */
export interface CheckOptions extends Pick<CaptureOptions, 'forMs' | 'browser' | 'headed' | 'redact' | 'say'> {
  /** A Duplex session, a HAR, `-` for standard input, or the URL of a page. */
  target: string
  /** File of the budget. */
  budget: string
  /** File that a JUnit report is written to. */
  junit: string | undefined
}

/** The result of a check. */
export interface Checked {
  result: {
    format: 'duplex-check'
    version: 1
    limits: readonly CheckedLimit[]
    /** Events that were lost: what they cost is not in what was seen. */
    dropped: number
  }
  /** The same for people, and, on GitHub, for the run. */
  text: string
  problem: string | undefined
  exitCode: number
}

/**
 * Holds the traffic of a file or page against a budget.
 * @param environment variables of the process: on GitHub (`GITHUB_ACTIONS`) the result has its annotations
 * @throws CommandProblem where the budget, the file or the page cannot be read, or the report not be written
 */
export async function check(options: CheckOptions, environment: NodeJS.ProcessEnv): Promise<Checked> {
  const { target, budget: file, junit } = options
  const budget = await budgetOf(file)
  const { analysis, problem, exitCode } = await analysisOf(options)
  // The result names limits and streams, and no URL but the patterns of the budget.
  const limits = checkBudget(analysis, budget)
  if (junit !== undefined) await writeReport(junit, junitReport(target, limits))
  const { dropped } = analysis.completeness
  const annotations = environment['GITHUB_ACTIONS'] === 'true' ? githubAnnotations(file, limits, dropped) : []
  const isOver = limits.some(({ kept }) => !kept)
  return {
    result: { format: 'duplex-check', version: 1, limits, dropped },
    text: [budgetTable(limits, dropped), ...annotations].join('\n'),
    problem,
    // What could not be read may have broken the budget: a failed build says so in any case.
    exitCode: exitCode === exitCodes.done && isOver ? exitCodes.overBudget : exitCode,
  }
}

async function budgetOf(file: string): Promise<Budget> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandProblem(`${file}: cannot be read (${error.code})`, exitCodes.usage)
  })
  const budget = readBudget(text)
  if (typeof budget === 'string') throw new CommandProblem(`${file}: ${budget}`, exitCodes.usage)
  return budget
}

function analysisOf({ target, ...options }: CheckOptions) {
  if (!/^https?:\/\//i.test(target)) return analyzeFile(target)
  return capture({ ...options, url: new URL(target).href, out: undefined })
}

async function writeReport(file: string, report: string): Promise<void> {
  await writeFile(file, report).catch((error: NodeJS.ErrnoException) => {
    throw new CommandProblem(`${file}: cannot be written (${error.code})`, exitCodes.usage)
  })
}
