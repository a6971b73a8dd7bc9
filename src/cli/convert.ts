import { realpathSync, statSync } from 'node:fs'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import type { Watch } from '../core/stream/watch.ts'
import { createFinalStreams } from '../format/export/final-streams.ts'
import { createRedactor } from '../format/redact/redact.ts'
import { redactAnalysis } from '../format/redact/redact-analysis.ts'
import { analyzeFile } from './analyze.ts'
import type { ConvertArguments } from './arguments.ts'
import { eventsOfFile } from './file-events.ts'
import { largePieces } from './large-pieces.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile, readCapture } from './read-capture.ts'
import { writeToStandardOutput } from './standard-output.ts'
import { forTerminal } from './terminal-text.ts'
import { writeFileWhole } from './whole-file.ts'

/**
 * Writes a session or a HAR in another format. What was captured is analysed as it was; what is written is redacted unless asked otherwise.
 * @param say receives sentences about limits that were met
 * @returns the problem with the file that was read, if there is one: what could be read has been written all the same
 * @throws CommandProblem where nothing could be read, or the target cannot be written: an old file stays as it was
 */
export async function convert(
  { file, format, out, redact }: ConvertArguments,
  say: (line: string) => void,
): Promise<{ problem: string | undefined; exitCode: number }> {
  if (format.readsTwice && !canBeReadTwice(file))
    throw new CommandProblem(
      `${nameOfFile(file)}: cannot be read twice, as this format needs: save it to a file first`,
      exitCodes.usage,
    )
  if (out !== '-' && isSameFile(file, out))
    throw new CommandProblem(`${out}: is the file that is read; choose another name`, exitCodes.usage)
  const note = (sentence: string) => say(`duplex: ${out === '-' ? 'standard output' : out}: ${sentence}`)
  const events = eventsOfFile(file, redact, note)
  if (!format.analyzed) {
    await write(out, format.write(events))
    const problem = events.problem()
    return { problem, exitCode: problem === undefined ? exitCodes.done : exitCodes.usage }
  }
  const finalStreams = createFinalStreams()
  const session = createSession(talliesOnly, finalStreams.watch)
  const { analysis, problem, exitCode } = await analyzeFile(file, session)
  finalStreams.finish(session)
  const texts = format.write({
    ...events,
    analysis: redact ? redactAnalysis(analysis) : analysis,
    finalStreams,
    redact: redact ? createRedactor().text : undefined,
    replay: (watch) => replay(file, watch),
    browser: () => analysis.page.browser,
  })
  await write(out, texts)
  return { problem, exitCode }
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

/** Whether it is a file, rather than a pipe. What is not there at all is reported by whoever reads it. */
const canBeReadTwice = (file: string) => file !== '-' && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true)

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false // one of them is not there
  }
}
