#!/usr/bin/env node
import type { Analysis } from '../core/analysis.ts'
import { analyzeFile } from './analyze.ts'
import { parseArguments, usage } from './arguments.ts'
import { capture } from './capture.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { analysisTable } from './table.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const asked = parseArguments(words)
  if (asked.command === 'help') {
    process.stdout.write(`${usage}\n`)
    return exitCodes.done
  }
  const { analysis, problem } =
    asked.command === 'capture' ? await capture({ ...asked, say }) : await analyzeFile(asked.file)
  await print(analysis, asked.json)
  if (problem === undefined) return exitCodes.done
  // What there is has been printed; that it is not all, or not kept, must not go unnoticed.
  say(`duplex: ${problem}`)
  return exitCodes.usage
}

/** Waits until it is written: a pipe may be slower than this process is to end. */
function print(analysis: Analysis, json: boolean): Promise<void> {
  const text = json ? JSON.stringify(analysis, null, 2) : analysisTable(analysis)
  return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()))
}

// Whoever reads our output may stop reading, as `head` does; that is not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.done : 2))

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof CommandProblem)) throw error
  say(`duplex: ${error.message}`)
  process.exitCode = error.exitCode
}
