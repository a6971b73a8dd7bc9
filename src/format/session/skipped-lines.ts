/** Numbers that the sentence names: enough to look at, and few enough to read. */
const maxNamed = 5

/** The lines of a session file that are not events. */
export interface SkippedLines {
  count: number
  /** The numbers of the first few; the header is line 1. */
  numbers: number[]
  /** What is wrong with the first of them, for people. */
  why: string
}

export const noLinesSkipped = (): SkippedLines => ({ count: 0, numbers: [], why: '' })

/** Notes one more line, in constant memory. */
export function skipLine(skipped: SkippedLines, number: number, why: string): void {
  if (skipped.count++ === 0) skipped.why = why
  if (skipped.numbers.length < maxNamed) skipped.numbers.push(number)
}

/** A sentence, without a full stop, on which lines were skipped and what is wrong with the first of them. There must be one. */
export function skippedSentence({ count, numbers, why }: SkippedLines): string {
  const [first, ...others] = numbers
  if (others.length === 0) return `line ${first} is not an event and was skipped: ${why}`
  const more = count - numbers.length
  const last = more > 0 ? `${more} more` : others.pop()
  return `lines ${[first, ...others].join(', ')} and ${last} are not events and were skipped; line ${first}: ${why}`
}
