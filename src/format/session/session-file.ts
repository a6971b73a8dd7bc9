/**
 * A session file is newline-delimited JSON: a header line, then one event a line, in the order in which they came. It may be
 * gzipped as a whole. This file is the specification; CHANGELOG.md tells what each version changed.
 */
export interface SessionHeader {
  format: 'duplex-session'
  /** One integer; every change of the vocabulary raises it and has an upgrade step. */
  version: number
  /** When the file was written, milliseconds since the Unix epoch. */
  createdAt: number
  /** Name and version of the browser, such as 'Chromium 156'. */
  browser: string
  /** True when secrets and personal data were replaced before writing. */
  redacted: boolean
  /** Who wrote it; for people who debug a file, never read by code. */
  generator: string
}

/** Version that is written today. */
export const currentVersion = 2

/** Name ending of session files; `.gz` is added to it when gzipped. */
export const sessionExtension = '.duplex.ndjson'
