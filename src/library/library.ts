import { analyzeFile } from '../cli/analyze.ts'
import { convert as converted } from '../cli/convert.ts'
import { CommandProblem } from '../cli/problem.ts'
import { readCapture } from '../cli/read-capture.ts'
import { type Analysis, analyze as analyzed } from '../core/analysis/analysis.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import { exportFormats } from '../format/export/formats.ts'
import { createRedactor } from '../format/redact/redact.ts'

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
export const readSession = (path: string, onProblem?: (sentence: string) => void): AsyncGenerator<CaptureEvent> =>
  eventsOf(path, 'session', onProblem)

/**
 * Reads the traffic of a HAR, plain or gzipped, as events, in constant memory.
 * @param path of the file
 * @param onProblem is told, in a sentence, of entries that cannot be read, and of a file that ends early
 * @throws DuplexError where the file is no HAR, or cannot be read
 */
export const readHar = (path: string, onProblem?: (sentence: string) => void): AsyncGenerator<CaptureEvent> =>
  eventsOf(path, 'HAR', onProblem)

/** Replaces secrets and personal data in the events of one session, so that they can be shared. */
export async function* redact(events: Events): AsyncGenerator<CaptureEvent> {
  const redactor = createRedactor()
  for await (const event of events) yield* redactor.redact(event)
}

/**
 * Writes a session or a HAR in another format, or many of them in one that takes many.
 * @param source path of the file, or of several for `parquet`
 * @param to a format of `duplex convert`, such as `csv`, `har` or `parquet`; but for `html`, which only the command writes
 * @param target path of the file that is written, of `parquet` the folder; what was there stays as it was where writing fails
 * @param options `of`: the part of the session, where the format can hold several, such as `messages`; `redact: false` leaves secrets in;
 * `labels`: what is known of the sessions, such as `{ release: '1.4' }`, for `parquet`
 * @returns what could not be read of damaged files, as a sentence
 * @throws DuplexError where there is no such format, or a file cannot be read or written
 */
export async function convert(
  source: string | readonly string[],
  to: string,
  target: string,
  {
    of,
    redact: isRedacted = true,
    labels = {},
  }: { of?: string; redact?: boolean; labels?: Readonly<Record<string, string>> } = {},
): Promise<{ problem: string | undefined }> {
  const [first, ...more] = typeof source === 'string' ? [source] : source
  if (first === undefined) throw new DuplexError('there is no file to convert')
  const format = exportFormats.find((one) => one.id === to && (of === undefined || one.of === of))
  if (!format) throw new DuplexError(`there is no format ${to}${of === undefined ? '' : ` of ${of}`}`)
  if (more.length > 0 && !('tables' in format)) throw new DuplexError(`${to} takes one file`)
  const asked = {
    command: 'convert',
    files: [first, ...more],
    format,
    out: target,
    redact: isRedacted,
    labels,
  } as const
  const { problems } = await converted(asked, () => {}).catch(asDuplexError)
  return { problem: problems.length === 0 ? undefined : problems.join('; ') }
}

async function* eventsOf(
  path: string,
  kind: 'session' | 'HAR',
  onProblem: ((sentence: string) => void) | undefined,
): AsyncGenerator<CaptureEvent> {
  let understood = false
  try {
    for await (const item of readCapture(path)) {
      if (item.kind === 'event') yield item.event
      else if (item.kind === 'events') yield* item.events
      else if (item.kind === 'header') {
        if (kindOf(item) !== kind)
          throw new DuplexError(`${path}: it is not a ${kind === 'HAR' ? kind : 'Duplex session'}`)
        understood = true
      } else if (item.kind === 'redaction') continue
      else if (understood) onProblem?.(`${path}: ${item.sentence}`)
      else throw new DuplexError(`${path}: ${item.sentence}`)
    }
  } catch (error) {
    asDuplexError(error)
  }
}

const kindOf = (header: object) => ('header' in header ? 'session' : 'dump' in header ? 'dump' : 'HAR')

function asDuplexError(error: unknown): never {
  throw error instanceof CommandProblem ? new DuplexError(error.message) : error
}
