#!/usr/bin/env node
import type { Analysis } from '../core/analysis/analysis.ts'
import { redactAnalysis } from '../format/redact/redact-analysis.ts'
import { analyzeFile } from './analyze.ts'
import { parseArguments } from './arguments/arguments.ts'
import { captureAll } from './capture-all.ts'
import { check } from './check.ts'
import { convert } from './convert.ts'
import { diff } from './diff.ts'
import { limitMemory } from './lean-memory.ts'
import { asProblem, exitCodes } from './problem.ts'
import { showProgress } from './reading-progress.ts'
import { report } from './report.ts'
import { writeToStandardOutput } from './standard-output.ts'
import { analysisTable } from './table.ts'
import { forTerminal, jsonForTerminal, lineForTerminal } from './terminal-text.ts'
import { usageOf } from './usage.ts'

const say = (line: string) => process.stderr.write(`${lineForTerminal(line)}\n`)

/**
 * Runs a command.
 * @returns the exit code
 */
async function run(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words)
  if (parsed.command === 'help') {
    process.stdout.write(`${usageOf(parsed.about)}\n`)
    return exitCodes.done
  }
  if (parsed.command !== 'capture') showProgress(process.stderr, say)
  if (parsed.command === 'convert') {
    const { problems, exitCode } = await convert(parsed, say)
    for (const problem of problems) say(`duplex: ${problem}`)
    return exitCode
  }
  if (parsed.command === 'report') {
    const { problem, exitCode } = await report(parsed)
    if (problem !== undefined) say(`duplex: ${problem}`)
    return exitCode
  }
  if (parsed.command === 'check' || parsed.command === 'diff') {
    const { result, text, problem, exitCode } =
      parsed.command === 'check' ? await check({ ...parsed, say }, process.env) : await diff(parsed)
    await writeToStandardOutput([
      `${parsed.json ? jsonForTerminal(JSON.stringify(result, null, 2)) : forTerminal(text)}\n`,
    ])
    if (problem !== undefined) say(`duplex: ${problem}`)
    return exitCode
  }
  if (parsed.command === 'capture') return captureAll(parsed, { say, print })
  const { analysis, problem, exitCode } = await analyzeFile(parsed.file)
  // What was captured has been analysed; what is printed may be shown to others.
  await print(parsed.redact ? redactAnalysis(analysis) : analysis, parsed.json)
  if (problem === undefined) return exitCode
  // The result has been printed; a problem with it must not go unnoticed.
  say(`duplex: ${problem}`)
  return exitCode
}

/** Writes the analysis, for people or as JSON. */
function print(analysis: Analysis, json: boolean): Promise<void> {
  const text = json ? jsonForTerminal(JSON.stringify(analysis, null, 2)) : forTerminal(analysisTable(analysis))
  return writeToStandardOutput([`${text}\n`])
}

/** Reports an error as one line: a stack trace is of no use to somebody who runs a command. */
function fail(error: unknown): void {
  const problem = asProblem(
    error,
    'unexpected',
    /^(capture|check)$/.test(process.argv[2] ?? '') ? exitCodes.noPage : exitCodes.usage,
  )
  say(`duplex: ${problem.message}`)
  process.exitCode = problem.exitCode
}

// Write errors are handled where something is written.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
// The driver of a browser that has just died may reject promises that nobody awaits; `capture` reports the cause.
process.on('unhandledRejection', () => {})
process.on('uncaughtException', (error) => {
  fail(error)
  process.exit()
})

limitMemory()
try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  fail(error)
}
