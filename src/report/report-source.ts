import type { Analysed } from '../../panel/present/analysed.ts'
import type { Analysis } from '../core/analysis/analysis.ts'
import type { SessionFacts } from '../core/analysis/session-facts.ts'
import type { Milliseconds, Moment } from '../core/base/units.ts'
import type { RedactionReport } from '../format/redact/concealer.ts'
import type { FileRedaction } from '../format/session/redaction-line.ts'
import type { VisitedPages } from './visited-pages.ts'

/** A session that is over, for its report. Where secrets are to be replaced, they have been, in all of it. */
export interface ReportSource extends FileRedaction {
  session: SessionFacts
  page: Analysis['page']
  visited: VisitedPages
  /** The streams in order of appearance; their facts hold the rows that the timeline is drawn from. */
  streams: readonly Analysed[]
  /** Of the rows of one stream and direction within this time, one was kept. */
  cell: Milliseconds
  /** What was replaced; undefined where nothing was to be. */
  redaction: RedactionReport | undefined
  /** What could not be read of the file, as a sentence. */
  problem: string | undefined
  /** When the report is written. */
  at: Moment
}
