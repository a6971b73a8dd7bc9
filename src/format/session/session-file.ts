/**
 * A session file is newline-delimited JSON: a header line, then one event per line, in order of arrival. It may be gzipped
 * as a whole. `SessionHeader` specifies the header, and `CaptureEvent` in src/core/event/ the events; session.schema.json is made of
 * both. src/format/CHANGELOG.md lists what each version changed.
 */
export interface SessionHeader {
  format: 'duplex-session'
  /** An integer; every change of the vocabulary raises it and has an upgrade step. */
  version: number
  /** When the file was written, in ms since the Unix epoch. */
  createdAt: number
  /** Name and version of the browser, such as 'Chromium 156'. */
  browser: string
  /** Secrets and personal data were replaced before writing. */
  redacted: boolean
  /** Program that wrote the file; for debugging, never read by code. */
  generator: string
}

/** Version written today. */
export const currentVersion = 3

/** How every session file begins, so that one that ends within its header can be told from other files. */
export const sessionBeginning = /^\s*\{\s*"format"\s*:\s*"duplex-session"/

/** File name ending; '.gz' is added where the file is gzipped. */
export const sessionExtension = '.duplex.ndjson'
