import type { EventWriter, ExportWriter } from './export-source.ts'
import type { FleetTable } from './fleet/fleet-table.ts'
import { fleetMessages, fleetTables } from './fleet/fleet-tables.ts'
import { writeHar } from './har/har.ts'
import { writeMessagesCsv } from './messages-csv.ts'
import { writeSession } from './session.ts'
import { writeStreamsCsv } from './streams-csv.ts'
import { writeTrace } from './trace.ts'
import { writeRtcstats } from './webrtc-dump/rtcstats.ts'
import { writeInternals } from './webrtc-dump/webrtc-internals.ts'

interface FormatRow {
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

/** A format of one session in one file. The writer of one that is not `analyzed` needs the events alone. */
export type TextFormat = FormatRow & ({ analyzed: true; write: ExportWriter } | { analyzed: false; write: EventWriter })

/** A format of many sessions in a folder of files. */
export interface FleetFormat extends FormatRow {
  tables: readonly FleetTable[]
}

/** A format that sessions can be converted to. */
export type ExportFormat = TextFormat | FleetFormat

/** All formats, a row each. */
export const exportFormats: readonly ExportFormat[] = [
  {
    id: 'session',
    of: 'all',
    ending: '.duplex.ndjson',
    holds: 'a session of Duplex: all that was captured, as every command and the panel open it',
    readsTwice: false,
    analyzed: false,
    write: writeSession,
  },
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
  {
    id: 'rtcstats',
    of: 'all',
    ending: '.rtcstats',
    holds: 'the peer connections, for importers of rtcstats dumps',
    readsTwice: true,
    analyzed: false,
    write: writeRtcstats,
  },
  {
    id: 'webrtc-internals',
    of: 'all',
    ending: '.webrtc_internals_dump.txt',
    holds: 'the peer connections, for importers of dumps of chrome://webrtc-internals',
    readsTwice: true,
    analyzed: false,
    write: (source) => writeInternals(source),
  },
  {
    id: 'parquet',
    of: 'sessions',
    ending: '',
    holds: 'tables of many sessions, with their streams, what-if and advice, for SQL',
    readsTwice: false,
    tables: fleetTables,
  },
  {
    id: 'parquet',
    of: 'messages',
    ending: '',
    holds: 'the same, and a row for each message',
    readsTwice: true,
    tables: [...fleetTables, fleetMessages],
  },
]
