import type { EventWriter, ExportWriter } from './export-source.ts'
import { writeHar } from './har/har.ts'
import { writeMessagesCsv } from './messages-csv.ts'
import { writeStreamsCsv } from './streams-csv.ts'
import { writeTrace } from './trace.ts'

/** A format that a session can be converted to. The writer of one that is not `analyzed` needs the events alone. */
export type ExportFormat = FormatFacts &
  ({ analyzed: true; write: ExportWriter } | { analyzed: false; write: EventWriter })

interface FormatFacts {
  /** As in `--to`. */
  id: string
  /** What of the session it holds, as in `--of`; the first row of an id is its default. */
  of: string
  /** Usual ending of a file's name. */
  ending: string
  /** For the help text. */
  holds: string
  /** The writer calls `replay`, or may call `events` again, so that the source must be a file that can be read twice. */
  readsTwice: boolean
}

/** All formats, a row each. */
export const exportFormats: readonly ExportFormat[] = [
  {
    id: 'csv',
    of: 'streams',
    ending: '.csv',
    holds: 'a row for each stream, with its verdict and its cost',
    readsTwice: false,
    analyzed: true,
    write: writeStreamsCsv,
  },
  {
    id: 'csv',
    of: 'messages',
    ending: '.csv',
    holds: 'a row for each message, request body and answer, in order of time',
    readsTwice: true,
    analyzed: true,
    write: writeMessagesCsv,
  },
  {
    id: 'trace',
    of: 'all',
    ending: '.trace.json',
    holds: 'a timeline for chrome://tracing and Perfetto, with a track for each stream',
    readsTwice: true,
    analyzed: true,
    write: (source) => writeTrace(source),
  },
  {
    id: 'har',
    of: 'all',
    ending: '.har',
    holds: 'all that was captured, for the network panels of browsers and other tools; comes back as the same session',
    readsTwice: true,
    analyzed: false,
    write: (source) => writeHar(source),
  },
]
