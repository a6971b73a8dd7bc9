import type { TextFormat } from '../format/export/formats.ts'
import { createRedactor } from '../format/redact/redact.ts'
import type { ConvertArguments } from './arguments/convert-arguments.ts'
import { convertFleet } from './convert-fleet.ts'
import { exportFile, refuseIfReadOnce } from './export-file.ts'
import { eventsOfFile } from './file-events.ts'
import { largePieces } from './large-pieces.ts'
import { refuseToReplace, writeOutput } from './output.ts'
import { exitCodes } from './problem.ts'

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
  refuseToReplace(file, out)
  const note = (sentence: string) => say(`duplex: ${out === '-' ? 'standard output' : out}: ${sentence}`)
  if (!format.analyzed) {
    refuseIfReadOnce(file, format.readsTwice)
    const events = eventsOfFile(file, redact ? createRedactor() : undefined, note)
    await writeOutput(out, largePieces(format.write(events)))
    const problem = events.problem()
    return { problems: problem === undefined ? [] : [problem], exitCode: problem ? exitCodes.usage : exitCodes.done }
  }
  const { source, problem, exitCode } = await exportFile(file, { redact, readsTwice: format.readsTwice, note })
  await writeOutput(out, largePieces(format.write(source)))
  return { problems: problem === undefined ? [] : [problem], exitCode }
}
