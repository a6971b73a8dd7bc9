import type { MarkReader } from './entry-marks.ts'

export const quote = 0x22
export const backslash = 0x5c
export const comma = 0x2c
export const colon = 0x3a
export const openBrace = 0x7b
export const closeBrace = 0x7d
export const openBracket = 0x5b
export const closeBracket = 0x5d

/** White space between JSON tokens (RFC 8259, section 2). */
export const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
/** Letters, digits, sign and point: numbers, `true`, `false` and `null`. */
const isBare = (code: number) =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x2d ||
  code === 0x2b ||
  code === 0x2e

/** Finds the end of a JSON value that arrives in pieces, in constant memory and without parsing it. */
export interface ValueStepper {
  /**
   * Starts a value.
   * @param first the value's first byte; for a bare word it is passed to `step` again
   * @param marks receives the structure of the value down to depth 2, where given
   * @returns false where no JSON value begins with this byte
   */
  begin(first: number, marks: MarkReader | undefined): boolean
  /**
   * Steps over the rest of the value in `piece`, from index `start` on.
   * @returns the index behind the value, or undefined where it continues in the next piece
   */
  step(piece: Uint8Array, start: number): number | undefined
  /** Commas of the value so far: about as many values are in it. */
  commas(): number
}

/** A stepper for any number of values, one after the other. */
export function createValueStepper(): ValueStepper {
  let marking: MarkReader | undefined
  /** Containers that are open within the value, itself included. */
  let depth = 0
  let inText = false
  let escaped = false
  let bare = false
  let commas = 0

  return {
    begin(first, marks) {
      const nests = first === openBrace || first === openBracket
      if (!nests && first !== quote && !isBare(first)) return false
      marking = marks
      depth = nests ? 1 : 0
      inText = first === quote
      bare = !nests && !inText
      commas = 0
      return true
    },
    step(piece, start) {
      const { length } = piece
      let at = start
      while (at < length) {
        if (inText) {
          if (escaped) {
            escaped = false
            at++
          }
          let code = 0
          while (at < length) {
            code = piece[at]!
            if (code === quote || code === backslash) break
            at++
          }
          if (at >= length) return undefined
          at++
          if (code === backslash) {
            escaped = true
            continue
          }
          inText = false
          if (depth <= 2) marking?.textEnds(piece, at - 1)
          if (depth === 0) return at
          continue
        }
        const code = piece[at]!
        if (bare) {
          if (!isBare(code)) return at
          at++
          continue
        }
        at++
        if (code === quote) {
          inText = true
          if (depth <= 2) marking?.textBegins(at, depth)
        } else if (code === openBrace || code === openBracket) {
          depth++
          if (depth === 2) marking?.opens()
        } else if (code === closeBrace || code === closeBracket) {
          depth--
          if (depth === 0) return at
        } else if (code === comma) {
          commas++
          if (depth <= 2) marking?.comma()
        } else if (code === colon && depth <= 2) marking?.colon()
      }
      return undefined
    },
    commas: () => commas,
  }
}
