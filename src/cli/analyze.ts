import { createReadStream, statSync } from 'node:fs'
import { type Analysis, analyze } from '../core/analysis/analysis.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import { browserName, unknownBrowser } from '../format/browser-name.ts'
import { lookAt, neither } from '../format/file-kind.ts'
import { type HarItem, readHar } from '../format/har-file/read-har.ts'
import { type ReadItem, readSession } from '../format/session/read.ts'
import { Fault, unpack } from '../format/unpack.ts'
import { harInFile, harThatComes, type OpenHar } from './har-source.ts'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/** An analysis, and the problem with its file, if there is one. */
export interface AnalyzedFile {
  analysis: Analysis
  problem: string | undefined
  exitCode: number
}

/**
 * Reads a session or a HAR from a file, or from standard input for '-', in constant memory.
 * @throws CommandProblem where nothing could be read
 */
export async function analyzeFile(file: string): Promise<AnalyzedFile> {
  const name = file === '-' ? 'standard input' : file
  const session = createSession(talliesOnly)
  let browser = ''
  let creator = ''
  let problem: string | undefined
  let understood = false
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 })
  try {
    for await (const item of read(file, stream as AsyncIterable<Uint8Array>)) {
      if (item.kind === 'event') applyEvent(session, item.event)
      else if (item.kind === 'events') for (const event of item.events) applyEvent(session, event)
      else if (item.kind === 'problem') problem = `${name}: ${item.sentence}`
      else {
        understood = true
        browser = 'header' in item ? item.header.browser : item.browser
        creator = 'creator' in item ? item.creator : ''
      }
    }
  } catch (error) {
    throw new CommandProblem(
      `${name}: cannot be read (${(error as NodeJS.ErrnoException).code ?? firstLine(error)})`,
      exitCodes.usage,
    )
  } finally {
    // The writer of standard input may continue for a long time; this process does not wait for it.
    stream.destroy()
  }
  endAllUnread(session)
  if (!understood) throw new CommandProblem(problem ?? `${name}: the file is empty`, exitCodes.usage)
  const exitCode = problem === undefined ? exitCodes.done : exitCodes.usage
  const shown = browser || nameBy(session.documents.userAgent) || creator
  return { analysis: analyze(session, shown), problem, exitCode }
}

/** The browser's name from the user agent, for files of tools that do not name the browser; '' where it is unknown. */
function nameBy(userAgent: string): string {
  const name = browserName(userAgent)
  return name === unknownBrowser ? '' : name
}

async function* read(file: string, raw: AsyncIterable<Uint8Array>): AsyncGenerator<ReadItem | HarItem> {
  let packed = false
  const unpacked = unpack(raw, () => {
    packed = true
  })
  let looked: Awaited<ReturnType<typeof lookAt>>
  try {
    looked = await lookAt(unpacked)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    yield { kind: 'problem', sentence: error.message }
    return
  }
  if (looked.kind === 'session') yield* readSession(looked.bytes)
  else if (looked.kind === 'har') yield* readLog(file, looked.bytes, packed)
  else yield { kind: 'problem', sentence: looked.kind === 'empty' ? 'the file is empty' : neither }
}

async function* readLog(file: string, bytes: AsyncIterable<Uint8Array>, packed: boolean): AsyncGenerator<HarItem> {
  const again = file !== '-' && !packed && statSync(file).isFile()
  const har: OpenHar = again ? harInFile(file, bytes) : harThatComes(bytes)
  try {
    yield* readHar(har)
  } finally {
    har.close()
  }
}
