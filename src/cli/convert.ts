import { realpathSync } from 'node:fs'
import type { TextFormat } from '../format/export/formats.ts'
import { createRedactor } from '../format/redact/redact.ts'
import type { ConvertArguments } from './arguments.ts'
import { convertFleet } from './convert-fleet.ts'
import { exportFile, refuseIfReadOnce } from './export-file.ts'
import { eventsOfFile } from './file-events.ts'
import { largePieces } from './large-pieces.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { writeToStandardOutput } from './standard-output.ts'
import { forTerminal } from './terminal-text.ts'
import { writeFileWhole } from './whole-file.ts'

/**
 * Writes sessions or HARs in another format. What was captured is analysed as it was; what is written is redacted unless asked otherwise.
 * @param say receives sentences about limits that were met
 * @returns the problems with the files that were read, if there are any: what could be read has been written all the same
 * @throws CommandProblem where nothing could be read, or the target cannot be written: what was there stays as it was
 */
export async function convert(
  asked: ConvertArguments,
  say: (line: string) => void,
): Promise<{ problems: readonly string[]; exitCode: number }> {
  const { format } = asked
  return 'tables' in format ? convertFleet({ ...asked, format }, say) : convertOne({ ...asked, format }, say)
}

async function convertOne(
  { files, format, out, redact }: ConvertArguments & { format: TextFormat },
  say: (line: string) => void,
): Promise<{ problems: readonly string[]; exitCode: number }> {
  const [file] = files
  if (out !== '-' && isSameFile(file, out))
    throw new CommandProblem(`${out}: is the file that is read; choose another name`, exitCodes.usage)
  const note = (sentence: string) => say(`duplex: ${out === '-' ? 'standard output' : out}: ${sentence}`)
  if (!format.analyzed) {
    refuseIfReadOnce(file, format.readsTwice)
    const events = eventsOfFile(file, redact ? createRedactor() : undefined, note)
    await write(out, format.write(events))
    const problem = events.problem()
    return { problems: problem === undefined ? [] : [problem], exitCode: problem ? exitCodes.usage : exitCodes.done }
  }
  const { source, problem, exitCode } = await exportFile(file, { redact, readsTwice: format.readsTwice, note })
  await write(out, format.write(source))
  return { problems: problem === undefined ? [] : [problem], exitCode }
}

async function write(out: string, texts: AsyncIterable<string>): Promise<void> {
  const pieces = largePieces(texts)
  await (out === '-'
    ? writeToStandardOutput(process.stdout.isTTY ? onTerminal(pieces) : pieces)
    : writeFileWhole(out, pieces))
}

/** Payloads come from anywhere: see `terminal-text.ts`. */
async function* onTerminal(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield forTerminal(piece.replaceAll('\r\n', '\n'))
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false // one of them is not there
  }
}
