import type { FileRedaction } from '../../../src/format/session/redaction-line.ts'

/** What the worker that reads a file tells the panel. */
export type FromReader =
  /** How much of the file has been read, from 0 to 1. */
  | { kind: 'progress'; share: number }
  /**
   * Events as whole lines of a session file, in UTF-8. The panel answers `taken`. The octets are transferred: copies of a large
   * file would fill the memory before they are collected.
   */
  | { kind: 'lines'; octets: Uint8Array<ArrayBuffer>; share: number }
  /** The last message. `problem` says what is wrong with the file, as a sentence without a full stop. */
  | { kind: 'end'; browser: string; problem: string | undefined; redaction: FileRedaction }

/** What the panel tells the worker: which file to read, first, and then that it has taken lines in. */
export type ToReader = { kind: 'read'; file: File } | { kind: 'taken' }
