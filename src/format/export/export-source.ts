import type { Analysis } from '../../core/analysis/analysis.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import type { Session } from '../../core/session/session.ts'
import type { Watch } from '../../core/stream/watch.ts'
import type { RedactionReport } from '../redact/concealer.ts'
import type { FinalStreams } from './final-streams.ts'

/** The events of a session that is to be written in another format. */
export interface ExportEvents {
  /**
   * Reads all of them, in batches, as they may be written: without secrets, or as they are. May be called again.
   * @param wanted is asked for each event of the session, in their order, as it was captured: others are left out, and need not be redacted
   */
  events(wanted?: (event: CaptureEvent) => boolean): AsyncIterable<readonly CaptureEvent[]>
  /** The browser's name and major version, such as 'Chromium 156'; known once the events were read, and mostly with the first of them. */
  browser(): string
  /** Whether secrets were replaced, by this export or before; known once the events were read, and of a session with the first of them. */
  isRedacted(): boolean
  /** What was replaced, by those who wrote the session before and by this export, in this order; known once the events were read. */
  redactions(): readonly RedactionReport[]
  /** Tells the person who exports a limit that was met, as a sentence without a name of the file. */
  note(sentence: string): void
}

/** The same with what a session makes of them. */
export interface ExportSource extends ExportEvents {
  /** Of the whole session; already redacted where the rest is to be. */
  analysis: Analysis
  /** Where the rows of the second reading belong. */
  finalStreams: FinalStreams
  /**
   * Reads the session once more, for formats that need each message.
   * @param watch hears of each row
   * @param texts whether the watch writes texts of the page or the server: only then are they redacted where the rest is to be
   * @returns the session so far, after each batch of events, so that what was heard can be written before more is read
   */
  replay(watch: Watch, texts: boolean): AsyncIterable<Session>
}

/** Writes a session as text, in pieces of at most some megabytes. */
export type ExportWriter = (source: ExportSource) => AsyncIterable<string>

/** The same, for a format that needs events alone: the session need not be analysed. */
export type EventWriter = (source: ExportEvents) => AsyncIterable<string>
