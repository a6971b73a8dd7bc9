import { createReadStream } from 'node:fs'
import { type Analysis, analyze } from '../core/analysis.ts'
import { applyEvent, createSession } from '../core/session.ts'
import { readSession } from '../format/read.ts'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/** An analysis, and what was wrong with the file it comes from, if anything. */
export interface AnalyzedFile {
  analysis: Analysis
  problem: string | undefined
  exitCode: number
}

/**
 * Reads a session from a file, or from standard input for '-', in constant memory apart from the payload heads kept for display.
 * @throws CommandProblem where nothing could be read
 */
export async function analyzeFile(file: string): Promise<AnalyzedFile> {
  const name = file === '-' ? 'standard input' : file
  // Payloads are not shown here; the verdicts need none of them once they are counted.
  const session = createSession(0)
  let browser = ''
  let problem: string | undefined
  let understood = false
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 })
  try {
    for await (const item of readSession(stream as AsyncIterable<Uint8Array>)) {
      if (item.kind === 'event') applyEvent(session, item.event)
      else if (item.kind === 'problem') problem = `${name}: ${item.sentence}`
      else {
        understood = true
        browser = item.header.browser
      }
    }
  } catch (error) {
    throw new CommandProblem(
      `${name}: cannot be read (${(error as NodeJS.ErrnoException).code ?? firstLine(error)})`,
      exitCodes.usage,
    )
  } finally {
    // Whoever writes to standard input may not be done for long; this process waits for no more.
    stream.destroy()
  }
  if (!understood) throw new CommandProblem(problem ?? `${name}: the file is empty`, exitCodes.usage)
  const exitCode = problem === undefined ? exitCodes.done : exitCodes.usage
  return { analysis: analyze(session, browser), problem, exitCode }
}
