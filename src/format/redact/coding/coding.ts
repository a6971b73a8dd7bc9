/**
 * A way of writing a text within another: escapes of JSON, percent-encoding, entities, base64. A replacement has as many UTF-16 units and
 * octets as what it replaces, so that each can be written as the other one was.
 */
export interface Coding {
  /** @returns the text that is meant; undefined where the writing is not of this kind, or says the same as it is */
  decode(written: string): string | undefined
  /**
   * Writes a text in the manner of another one.
   * @param written what `decode` was given
   * @param meant of the same length as the text that `decode` gave
   */
  encode(written: string, meant: string): string
}

/** Changes what a text means, and keeps how it is written. @returns the same text where nothing changes, or where it is not of this kind */
export function throughCoding(coding: Coding, written: string, change: (meant: string) => string): string {
  const meant = coding.decode(written)
  if (meant === undefined) return written
  const changed = change(meant)
  return changed === meant || changed.length !== meant.length ? written : coding.encode(written, changed)
}
