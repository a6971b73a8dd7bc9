import { Window } from 'happy-dom'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import type { FileRedaction } from '../../src/format/session/redaction-line.ts'
import { reportDocument } from '../../src/report/report.tsx'
import { createReportSession } from '../../src/report/report-session.ts'
import type { ReportSource } from '../../src/report/report-source.ts'

interface Options extends Partial<FileRedaction> {
  redact?: boolean
  problem?: string
}

/** What the report of these events, in order of time, is made from. */
export function sourceOf(events: readonly CaptureEvent[], options: Options = {}): ReportSource {
  const { redact = true, wasRedacted = false, redactions = [], problem } = options
  const { session, shown, source } = createReportSession({ redact })
  for (const event of [...events].sort((a, b) => a.at - b.at)) for (const one of shown(event)) applyEvent(session, one)
  return source(analyze(session, 'Chromium 156'), { wasRedacted, redactions, problem, at: 1_790_000_100_000 })
}

/** The report of these events, as it is written. */
export const reportOf = (events: readonly CaptureEvent[], options?: Options): string =>
  [...reportDocument(sourceOf(events, options))].join('')

/** A report as a browser would read it; none of it is run. */
export function parsed(html: string) {
  const window = new Window({ settings: { disableJavaScriptEvaluation: true } as object })
  return new window.DOMParser().parseFromString(html, 'text/html')
}

/** The text that a reader sees, with single spaces. */
export const wordsOf = (html: string): string =>
  (parsed(html).querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ')

/** A sentence as `wordsOf` has it. */
export const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim()
