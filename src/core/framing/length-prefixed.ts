import type { Decoded, Decoder } from './decoder.ts'
import { maxLineLength } from './lines.ts'

/** Digits of the longest length that is read; a longer one is no length. */
const maxDigits = 9

/**
 * Reads a body of messages that each have their length before them, as a number of UTF-16 units and a line end: the back channel of
 * WebChannel (closure-library, `WebChannelBase`). Of a message that is too long the rest is dropped. After something that is no length
 * all that comes is one message, with a note.
 */
export function createLengthPrefixedDecoder(): Decoder {
  let digits = ''
  let missing = 0
  let pieces: string[] = []
  let kept = 0
  let broken = false

  function keep(piece: string) {
    const part = piece.slice(0, maxLineLength - kept)
    if (part !== '') pieces.push(part)
    kept += part.length
  }

  function take(problem?: string): Decoded {
    const text = pieces.join('')
    pieces = []
    kept = 0
    return problem === undefined ? { text } : { text, problem }
  }

  return {
    feed(text) {
      const found: Decoded[] = []
      let at = 0
      while (at < text.length) {
        if (broken) {
          keep(text.slice(at))
          return found
        }
        if (missing > 0) {
          const piece = text.slice(at, at + missing)
          keep(piece)
          missing -= piece.length
          at += piece.length
          if (missing === 0) found.push(take())
          continue
        }
        const unit = text[at]!
        if (unit === '\n' && digits !== '') {
          missing = Number(digits)
          digits = ''
        } else if (unit >= '0' && unit <= '9' && digits.length < maxDigits) digits += unit
        else if (unit.trim() !== '' || digits !== '') {
          broken = true
          keep(digits)
          continue
        }
        at++
      }
      return found
    },
    end: () => (broken && kept > 0 ? [take('no length before it')] : []),
  }
}
