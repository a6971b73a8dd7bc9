import { createReportSession } from '../report/report-session.ts'
import { analyzeFile } from './analyze.ts'
import type { ReportArguments } from './arguments/report-arguments.ts'
import { refuseToReplace, writeOutput } from './output.ts'
import { nameOfFile } from './read-capture.ts'

/**
 * Writes the report of a session, a HAR or a WebRTC dump.
 * @returns the problem with the file, if there is one: what could be read is in the report all the same
 * @throws CommandProblem where nothing could be read, or the report cannot be written: what was there stays as it was
 */
export async function report({
  file,
  out,
  redact,
}: ReportArguments): Promise<{ problem: string | undefined; exitCode: number }> {
  refuseToReplace(file, out)
  const { session, shown, source } = createReportSession({ redact })
  const { analysis, problem, exitCode, wasRedacted, redactions } = await analyzeFile(file, { session, shown })
  // No other command needs the panel's views.
  const { reportDocument } = await import('../report/report.tsx')
  const pieces = reportDocument(
    source(analysis, {
      wasRedacted,
      redactions,
      problem: problem?.replace(`${nameOfFile(file)}: `, ''),
      at: Date.now(),
    }),
  )
  await writeOutput(out, pieces)
  return { problem, exitCode }
}
