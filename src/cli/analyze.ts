import { type Analysis, analyze } from '../core/analysis/analysis.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import { browserOfFile, type FileHeader, redactionOfFile } from '../format/read-file.ts'
import type { RedactionReport } from '../format/redact/concealer.ts'
import type { FileRedaction } from '../format/session/redaction-line.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile, readCapture } from './read-capture.ts'

/** An analysis, and the problem with its file, if there is one. */
export interface AnalyzedFile extends FileRedaction {
  analysis: Analysis
  problem: string | undefined
  exitCode: number
}

interface Reading {
  /** Takes the events in. */
  session?: Session
  /** Is told the file's bytes as they are read, unpacked. */
  heard?: ((bytes: Uint8Array) => void) | undefined
  /** What is analyzed in the place of an event of the file. */
  shown?: (event: CaptureEvent) => readonly CaptureEvent[]
}

/**
 * Analyzes a session or a HAR from a file, or from standard input for '-', in constant memory.
 * @throws CommandProblem where nothing could be read
 */
export async function analyzeFile(
  file: string,
  { session = createSession(talliesOnly), heard, shown = (event) => [event] }: Reading = {},
): Promise<AnalyzedFile> {
  const name = nameOfFile(file)
  let header: FileHeader | undefined
  let problem: string | undefined
  const redactions: RedactionReport[] = []
  const take = (event: CaptureEvent) => {
    for (const one of shown(event)) applyEvent(session, one)
  }
  for await (const item of readCapture(file, heard)) {
    if (item.kind === 'event') take(item.event)
    else if (item.kind === 'events') for (const event of item.events) take(event)
    else if (item.kind === 'problem') problem = `${name}: ${item.sentence}`
    else if (item.kind === 'header') header = item
    else redactions.push(item.report)
  }
  endAllUnread(session)
  if (!header) throw new CommandProblem(problem ?? `${name}: the file is empty`, exitCodes.usage)
  const exitCode = problem === undefined ? exitCodes.done : exitCodes.usage
  return {
    analysis: analyze(session, browserOfFile(header, session.documents.userAgent)),
    problem,
    exitCode,
    ...redactionOfFile(header, redactions),
  }
}
