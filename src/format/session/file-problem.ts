import { type SkippedLines, skippedSentence } from './skipped-lines.ts'

/** What reading found of a file that has a header. */
interface Findings {
  /** What kept the rest of the file from being read, for people. */
  fault: string | undefined
  /** The file ends within a line. */
  cut: boolean
  /** The number of the last whole line; the header is line 1. */
  number: number
  /** How many events were found. */
  found: number
  skipped: SkippedLines
}

/** A sentence, without a full stop, on all that is wrong with a file; undefined where nothing is. */
export function problemOf({ fault, cut, number, found, skipped }: Findings): string | undefined {
  const lines = skipped.count > 0 ? skippedSentence(skipped) : undefined
  const next = number + 1
  const end = fault
    ? `${fault}; everything before line ${next} was read`
    : cut
      ? `the file ends in the middle of line ${next}; everything before it was read`
      : undefined
  if (end !== undefined) return lines === undefined ? end : `${end}, but ${lines}`
  if (lines === undefined && found === 0)
    return 'the file has a header and no events: nothing was recorded, or the rest is missing'
  return lines
}
