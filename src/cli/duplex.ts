#!/usr/bin/env node
import type { Analysis } from '../core/analysis/analysis.ts'
import { analyzeFile } from './analyze.ts'
import { parseArguments, usage } from './arguments.ts'
import { capture } from './capture.ts'
import { asProblem, CommandProblem, exitCodes, firstLine } from './problem.ts'
import { analysisTable } from './table.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const asked = parseArguments(words)
  if (asked.command === 'help') {
    process.stdout.write(`${usage}\n`)
    return exitCodes.done
  }
  const { analysis, problem, exitCode } =
    asked.command === 'capture' ? await capture({ ...asked, say }) : await analyzeFile(asked.file)
  await print(analysis, asked.json)
  if (problem === undefined) return exitCode
  // What there is has been printed; that it is not all, or not kept, must not go unnoticed.
  say(`duplex: ${problem}`)
  return exitCode
}

/** Waits until it is written: a pipe may be slower than this process is to end. */
function print(analysis: Analysis, json: boolean): Promise<void> {
  const text = json ? JSON.stringify(analysis, null, 2) : analysisTable(analysis)
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => {
      // Whoever reads our output may stop reading, as `head` does; that is not a fault.
      if (!error || isClosed(error)) resolve()
      else reject(new CommandProblem(`standard output cannot be written: ${firstLine(error)}`, exitCodes.usage))
    })
  })
}

const isClosed = (error: NodeJS.ErrnoException) => error.code === 'EPIPE'

/** Says what went wrong, as one line, whatever it is: a stack is for nobody who uses a command. */
function fail(error: unknown): void {
  const problem = asProblem(error, 'unexpected', process.argv[2] === 'capture' ? exitCodes.noPage : exitCodes.usage)
  say(`duplex: ${problem.message}`)
  process.exitCode = problem.exitCode
}

// Both are dealt with where something is written, if at all.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
// The driver of a browser that has just died may fail behind our back; the capture itself tells what happened.
process.on('unhandledRejection', () => {})
process.on('uncaughtException', (error) => {
  fail(error)
  process.exit()
})

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  fail(error)
}
