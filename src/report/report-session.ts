import { type Analysis, isListed } from '../core/analysis/analysis.ts'
import { sessionFacts, streamsOf } from '../core/analysis/session-facts.ts'
import { factsOf } from '../core/analysis/stream-facts.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { createSession, type Session, talliesOnly } from '../core/session/session.ts'
import { createRedactor } from '../format/redact/redact.ts'
import { type FileRedaction, writtenRedaction } from '../format/session/redaction-line.ts'
import type { ReportSource } from './report-source.ts'
import { createTimelineRows } from './timeline-rows.ts'
import { createVisitedPages } from './visited-pages.ts'

/** A session that is read for its report, in memory that does not grow with it. */
export interface ReportSession {
  /** Takes in the events that `shown` gives. */
  session: Session
  /** What the report may show in the place of an event. */
  shown(event: CaptureEvent): readonly CaptureEvent[]
  /** Called once, when the session is over. @param analysis of the session */
  source(analysis: Analysis, about: FileRedaction & Pick<ReportSource, 'problem' | 'at'>): ReportSource
}

/**
 * No events yet. Secrets are replaced in the events before they are counted, so that nothing in a report can hold one; replacements change no
 * verdict and no figure.
 */
export function createReportSession({ redact }: { redact: boolean }): ReportSession {
  const rows = createTimelineRows()
  const pages = createVisitedPages()
  const redactor = redact ? createRedactor() : undefined
  const session = createSession(talliesOnly, rows.watch)
  return {
    session,
    shown(event) {
      const shown = redactor ? redactor.redact(event) : [event]
      for (const one of shown) pages.note(one)
      return shown
    },
    source(analysis, about) {
      rows.finish(session)
      // What could not be read may be quoted.
      const problem = about.problem && redactor ? redactor.text(about.problem) : about.problem
      const listed = streamsOf(session).filter(isListed)
      return {
        ...about,
        problem,
        session: sessionFacts(session),
        page: analysis.page,
        visited: pages.visited(),
        // The analysis has the listed streams in the same order.
        streams: analysis.streams.map((one, index) => ({
          facts: { ...factsOf(listed[index]!), messages: rows.of(one.id) },
          analysis: one,
        })),
        cell: rows.cell(),
        redaction: redactor && writtenRedaction(redactor.report()),
      }
    },
  }
}
