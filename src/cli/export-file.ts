import { statSync } from 'node:fs'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import type { Watch } from '../core/stream/watch.ts'
import type { ExportSource } from '../format/export/export-source.ts'
import { createFinalStreams } from '../format/export/final-streams.ts'
import { createRedactor, type Redactor } from '../format/redact/redact.ts'
import { redactAnalysis } from '../format/redact/redact-analysis.ts'
import { analyzeFile } from './analyze.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile, readCapture } from './read-capture.ts'

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
  if (readsTwice && !canBeReadTwice(file))
    throw new CommandProblem(
      `${nameOfFile(file)}: cannot be read twice, as this format needs: save it to a file first`,
      exitCodes.usage,
    )
  const finalStreams = createFinalStreams()
  const session = createSession(talliesOnly, finalStreams.watch)
  const { analysis, problem, exitCode } = await analyzeFile(file, session, heard)
  finalStreams.finish(session)
  // One for all that is written: what is equal must be equal everywhere.
  const redactor = redact ? createRedactor() : undefined
  const source: ExportSource = {
    analysis: redactor ? redactAnalysis(analysis, redactor) : analysis,
    finalStreams,
    replay: (watch) => replay(eventsOf(file, redactor), watch),
    events: () => eventsOf(file, redactor),
    note,
  }
  return { source, problem, exitCode }
}

/** Events of a HAR come one at a time: so many are taken as a batch. */
const batch = 1000

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

async function* eventsOf(file: string, redactor: Redactor | undefined): AsyncGenerator<readonly CaptureEvent[]> {
  const shown = (events: readonly CaptureEvent[]) => (redactor ? events.flatMap(redactor.redact) : events)
  let alone: CaptureEvent[] = []
  for await (const item of readCapture(file)) {
    if (item.kind === 'event') alone.push(item.event)
    else if (item.kind === 'events') yield shown(item.events)
    if (alone.length < batch) continue
    yield shown(alone)
    alone = []
  }
  yield shown(alone)
}

/** Whether it is a file, rather than a pipe. What is not there at all is reported by whoever reads it. */
const canBeReadTwice = (file: string) => file !== '-' && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true)
