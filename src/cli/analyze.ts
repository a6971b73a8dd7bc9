import { type Analysis, analyze } from '../core/analysis/analysis.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, type Session, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import { browserName, unknownBrowser } from '../format/browser-name.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile, readCapture } from './read-capture.ts'

/** An analysis, and the problem with its file, if there is one. */
export interface AnalyzedFile {
  analysis: Analysis
  problem: string | undefined
  exitCode: number
  /** The file says that secrets were replaced when it was saved. */
  wasRedacted: boolean
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
  let browser = ''
  let creator = ''
  let problem: string | undefined
  let understood = false
  let wasRedacted = false
  const take = (event: CaptureEvent) => {
    for (const one of shown(event)) applyEvent(session, one)
  }
  for await (const item of readCapture(file, heard)) {
    if (item.kind === 'event') take(item.event)
    else if (item.kind === 'events') for (const event of item.events) take(event)
    else if (item.kind === 'problem') problem = `${name}: ${item.sentence}`
    else if (item.kind === 'header') {
      understood = true
      browser = 'header' in item ? item.header.browser : item.browser
      creator = 'creator' in item ? item.creator : ''
      wasRedacted = 'header' in item && item.header.redacted
    }
  }
  endAllUnread(session)
  if (!understood) throw new CommandProblem(problem ?? `${name}: the file is empty`, exitCodes.usage)
  const exitCode = problem === undefined ? exitCodes.done : exitCodes.usage
  const shownBrowser = browser || nameBy(session.documents.userAgent) || creator
  return { analysis: analyze(session, shownBrowser), problem, exitCode, wasRedacted }
}

/** The browser's name from the user agent, for files of tools that do not name the browser; '' where it is unknown. */
function nameBy(userAgent: string): string {
  const name = browserName(userAgent)
  return name === unknownBrowser ? '' : name
}
