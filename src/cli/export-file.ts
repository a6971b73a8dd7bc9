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
  const { analysis, problem, exitCode } = await analyzeFile(file, { session, heard })
  finalStreams.finish(session)
  const source: ExportSource = {
    analysis: redact ? redactAnalysis(analysis) : analysis,
    finalStreams,
    redact: redact ? createRedactor().text : undefined,
    replay: (watch) => replay(file, watch),
    events: () => eventsOf(file, redact),
    note,
  }
  return { source, problem, exitCode }
}

/** Events of a HAR come one at a time: so many are taken as a batch. */
const batch = 1000

async function* replay(file: string, watch: Watch): AsyncGenerator<Session> {
  const session = createSession(talliesOnly, watch)
  let alone = 0
  for await (const item of readCapture(file)) {
    if (item.kind === 'event') {
      applyEvent(session, item.event)
      if (++alone % batch === 0) yield session
    } else if (item.kind === 'events') {
      for (const event of item.events) applyEvent(session, event)
      yield session
    }
  }
  endAllUnread(session)
  yield session
}

async function* eventsOf(file: string, redact: boolean): AsyncGenerator<readonly CaptureEvent[]> {
  const redactor = createRedactor()
  const shown = (events: readonly CaptureEvent[]) =>
    redact ? events.flatMap((event) => redactor.redact(event)) : events
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
