/** UTF-16 units of the longest line: the longest event is a streamed chunk of 1 MiB, as base64. */
const maxLineLength = 8_000_000

const lineEnds = /^\n*$/

/** A line, or a mark that a line was too long and was skipped. */
export type Line = string | { tooLong: true }

/**
 * Splits text that arrives in pieces into lines, in constant memory. `rest` returns what follows the last line end: '' where nothing
 * does. In a session file something there means that its writer was interrupted, or that it leaves out the last line end.
 */
export function createLineReader(): {
  /**
   * Passes over a piece of nothing but line ends, of which a compressed file may hold billions.
   * @returns how many there are; undefined where the piece holds anything else, or a line has begun: it is to be fed then
   */
  skip(text: string): number | undefined
  feed(text: string): Line[]
  rest(): Line
} {
  let pending: string[] = []
  let length = 0
  let skipping = false

  function take(piece: string): Line | undefined {
    if (skipping) {
      skipping = false
      return { tooLong: true }
    }
    const line = pending.length === 0 ? piece : pending.join('') + piece
    pending = []
    length = 0
    return line
  }

  return {
    skip: (text) => (pending.length === 0 && !skipping && lineEnds.test(text) ? text.length : undefined),
    feed(text) {
      const lines: Line[] = []
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        const line = take(text.slice(from, at))
        if (line !== undefined) lines.push(line)
        from = at + 1
      }
      if (from < text.length && !skipping) {
        pending.push(text.slice(from))
        length += text.length - from
        if (length > maxLineLength) {
          pending = []
          length = 0
          skipping = true
        }
      }
      return lines
    },
    rest() {
      return skipping ? { tooLong: true } : pending.join('')
    },
  }
}
