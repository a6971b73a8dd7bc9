import { statSync } from 'node:fs'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import type { Watch } from '../core/stream/watch.ts'
import type { ExportSource } from '../format/export/export-source.ts'
import { createFinalStreams } from '../format/export/final-streams.ts'
import { createRedactor } from '../format/redact/redact.ts'
import { redactAnalysis } from '../format/redact/redact-analysis.ts'
import { withOwn } from '../format/session/redaction-line.ts'
import { analyzeFile } from './analyze.ts'
import { eventsOfFile } from './file-events.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile } from './read-capture.ts'

/** How a file is to be exported. */
interface Asked {
  redact: boolean
  /** The source's `replay` or `events` will be called. */
  readsTwice: boolean
  /** Takes sentences about limits that were met. */
  note(sentence: string): void
  /** Is told the file's bytes as they are read, unpacked. */
  heard?: (bytes: Uint8Array) => void
}

/** Reads a session or a HAR for a writer of another format. What was captured is analysed as it was; what a writer gets may be redacted.
 * @returns the source, and the problem with the file, if there is one
 * @throws CommandProblem where nothing could be read
 */
export async function exportFile(
  file: string,
  { redact, readsTwice, note, heard }: Asked,
): Promise<{ source: ExportSource; problem: string | undefined; exitCode: number }> {
  refuseIfReadOnce(file, readsTwice)
  const finalStreams = createFinalStreams()
  const session = createSession(talliesOnly, finalStreams.watch)
  const { analysis, problem, exitCode, wasRedacted, redactions } = await analyzeFile(file, { session, heard })
  finalStreams.finish(session)
  // One for all that is written: what is equal must be equal everywhere.
  const redactor = redact ? createRedactor() : undefined
  const events = eventsOfFile(file, redactor, note)
  const asCaptured = eventsOfFile(file, undefined, note)
  const source: ExportSource = {
    ...events,
    analysis: redactor ? redactAnalysis(analysis, redactor) : analysis,
    finalStreams,
    replay: (watch, texts) => replay((texts ? events : asCaptured).events(), watch),
    browser: () => analysis.page.browser,
    isRedacted: () => wasRedacted || redactor !== undefined,
    redactions: () => withOwn(redactions, redactor),
  }
  return { source, problem, exitCode }
}

/** Redaction keeps what belongs to a stream, so that the names found in the first reading fit. */
async function* replay(batches: AsyncIterable<readonly CaptureEvent[]>, watch: Watch): AsyncGenerator<Session> {
  const session = createSession(talliesOnly, watch)
  for await (const events of batches) {
    for (const event of events) applyEvent(session, event)
    yield session
  }
  endAllUnread(session)
  yield session
}

/**
 * @param readsTwice the format reads its input twice
 * @throws CommandProblem where that cannot be
 */
export function refuseIfReadOnce(file: string, readsTwice: boolean): void {
  if (!readsTwice || canBeReadTwice(file)) return
  throw new CommandProblem(
    `${nameOfFile(file)}: cannot be read twice, as this format needs: save it to a file first`,
    exitCodes.usage,
  )
}

/** Whether it is a file, rather than a pipe. What is not there at all is reported by whoever reads it. */
const canBeReadTwice = (file: string) => file !== '-' && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true)
