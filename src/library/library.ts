import { createReadStream } from 'node:fs'
import { analyzeFile } from '../cli/analyze.ts'
import { harThatComes } from '../cli/har-source.ts'
import { CommandProblem, firstLine } from '../cli/problem.ts'
import { type Analysis, analyze as analyzed } from '../core/analysis/analysis.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import { readHar as readHarItems } from '../format/har-file/read-har.ts'
import { createRedactor } from '../format/redact/redact.ts'
import { readSession as readSessionItems } from '../format/session/read.ts'
import { unpack } from '../format/unpack.ts'

// The functions that other programs may call. What they take and give stays as it is from one version to the next: fields may be added.

export type { Analysis, StreamAnalysis } from '../core/analysis/analysis.ts'
export type { CaptureEvent } from '../core/event/event.ts'
export type { Technique } from '../core/verdict/technique.ts'

/** Events one by one, from memory or from anywhere. */
export type Events = Iterable<CaptureEvent> | AsyncIterable<CaptureEvent>

/** The reason why a file could not be read, as a sentence that says what, where, and what to do. */
export class DuplexError extends Error {
  override name = 'DuplexError'
}

/**
 * Analyses a session: which realtime technique each flow of traffic uses, why, what it costs, and what another would cost.
 * @param source path of a Duplex session or a HAR, plain or gzipped, or the events of a session in their order
 * @param browser name and version for people, such as 'Chromium 156', where the source does not tell
 * @throws DuplexError where a file cannot be read. Of a damaged file what could be read is analysed, and `problem` says what is wrong
 */
export async function analyze(
  source: string | Events,
  { browser = '' }: { browser?: string } = {},
): Promise<{ analysis: Analysis; problem: string | undefined }> {
  if (typeof source === 'string') {
    const { analysis, problem } = await analyzeFile(source).catch(asDuplexError)
    return { analysis, problem }
  }
  const session = createSession(talliesOnly)
  for await (const event of source) applyEvent(session, event)
  endAllUnread(session)
  return { analysis: analyzed(session, browser), problem: undefined }
}

/**
 * Reads the events of a Duplex session, plain or gzipped, in constant memory.
 * @param path of the file
 * @param onProblem is told, in a sentence, of lines that are not events, and of a file that ends early
 * @throws DuplexError where the file is no session, or cannot be read
 */
export async function* readSession(path: string, onProblem?: (sentence: string) => void): AsyncGenerator<CaptureEvent> {
  yield* eventsOf(path, readSessionItems(createReadStream(path)), onProblem)
}

/**
 * Reads the traffic of a HAR, plain or gzipped, as events, in constant memory. Meanwhile its text is kept in a temporary file.
 * @param path of the file
 * @param onProblem is told, in a sentence, of entries that cannot be read, and of a file that ends early
 * @throws DuplexError where the file is no HAR, or cannot be read
 */
export async function* readHar(path: string, onProblem?: (sentence: string) => void): AsyncGenerator<CaptureEvent> {
  const har = harThatComes(unpack(createReadStream(path)))
  try {
    yield* eventsOf(path, readHarItems(har), onProblem)
  } finally {
    har.close()
  }
}

/** Replaces secrets and personal data in the events of one session, so that they can be shared. */
export async function* redact(events: Events): AsyncGenerator<CaptureEvent> {
  const redactor = createRedactor()
  for await (const event of events) yield redactor.redact(event)
}

/** An item that a reader of files yields. */
type Item =
  | { kind: 'event'; event: CaptureEvent }
  | { kind: 'events'; events: readonly CaptureEvent[] }
  | { kind: 'problem'; sentence: string }
  | { kind: string }

async function* eventsOf(
  path: string,
  items: AsyncIterable<Item>,
  onProblem: ((sentence: string) => void) | undefined,
): AsyncGenerator<CaptureEvent> {
  let understood = false
  try {
    for await (const item of items) {
      if ('event' in item) yield item.event
      else if ('events' in item) yield* item.events
      else if (!('sentence' in item)) understood = true
      else if (understood) onProblem?.(`${path}: ${item.sentence}`)
      else throw new DuplexError(`${path}: ${item.sentence}`)
    }
  } catch (error) {
    asDuplexError(error, path)
  }
}

function asDuplexError(error: unknown, path = ''): never {
  if (error instanceof DuplexError) throw error
  if (error instanceof CommandProblem) throw new DuplexError(error.message)
  throw new DuplexError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? firstLine(error)})`)
}
