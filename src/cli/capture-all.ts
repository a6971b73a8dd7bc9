import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Analysis } from '../core/analysis/analysis.ts'
import { writeHar } from '../format/export/har/har.ts'
import { redactAnalysis } from '../format/redact/redact-analysis.ts'
import { sessionExtension } from '../format/session/session-file.ts'
import type { CaptureArguments } from './arguments/capture-arguments.ts'
import { capture } from './capture.ts'
import { readCookies } from './cookies.ts'
import { eventsOfFile } from './file-events.ts'
import { largePieces } from './large-pieces.ts'
import { writeOutput } from './output.ts'
import { loadSteps } from './steps.ts'

interface Told {
  say(line: string): void
  print(analysis: Analysis, json: boolean): Promise<void>
}

/**
 * Captures pages one after the other, and prints the analysis of each as soon as it is there.
 * @returns the worst exit code
 */
export async function captureAll(asked: CaptureArguments, { say, print }: Told): Promise<number> {
  const { urls, out, har, redact, json } = asked
  const cookies = asked.cookies === undefined ? undefined : readCookies(asked.cookies)
  const steps = asked.script === undefined ? undefined : await loadSteps(asked.script)
  const folder = har === undefined ? undefined : mkdtempSync(join(tmpdir(), 'duplex-'))
  if (urls.length > 1 && out !== undefined) mkdirSync(out, { recursive: true })
  let worst = 0
  try {
    for (const [index, url] of urls.entries()) {
      const named = urls.length > 1 && out !== undefined ? join(out, nameOf(url, index)) : out
      const file = named ?? (folder && join(folder, `session${sessionExtension}`))
      const { analysis, problem, exitCode } = await capture({ ...asked, url, out: file, cookies, steps, say })
      if (named !== undefined && problem === undefined) say(`session written to ${named}`)
      await print(redact ? redactAnalysis(analysis) : analysis, json)
      if (problem !== undefined) say(`duplex: ${problem}`)
      worst = Math.max(worst, exitCode)
      if (har === undefined || file === undefined) continue
      // The session file is redacted already, unless that was not asked for.
      const events = eventsOfFile(file, undefined, (sentence) => say(`duplex: ${har}: ${sentence}`))
      await writeOutput(har, largePieces(writeHar(events)))
      say(`HAR written to ${har}`)
    }
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true })
  }
  return worst
}

/** Of several pages: the order in which they were given, and the host. */
const nameOf = (url: string, index: number) =>
  `${String(index + 1).padStart(2, '0')}-${new URL(url).host.replace(/[^\w.-]/g, '_')}${sessionExtension}.gz`
