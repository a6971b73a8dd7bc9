/** Watches a text that arrives in pieces for the end of a JSON object that is all that it holds, spaces aside. */
export interface JsonEnd {
  /** @returns whether the text may be a whole object at the end of this piece; only then is parsing it worth the time */
  feed(piece: string): boolean
}

const quote = 34
const backslash = 92

const isOpening = (unit: number) => unit === 0x7b || unit === 0x5b
const isClosing = (unit: number) => unit === 0x7d || unit === 0x5d
const isSpace = (unit: number) => unit === 32 || (unit >= 9 && unit <= 13)
// What `trim` takes for spaces beyond ASCII.
const isOtherSpace = (unit: number) => unit > 127 && String.fromCharCode(unit).trim() === ''

/** Begins to watch a text. Brackets are counted, not matched: what a parser refuses may seem whole, but no whole object is missed. */
export function createJsonEnd(): JsonEnd {
  let state: 'before' | 'inside' | 'text' | 'escape' | 'whole' | 'none' = 'before'
  let depth = 0

  function step(unit: number): void {
    if (state === 'text') {
      if (unit === quote) state = 'inside'
      else if (unit === backslash) state = 'escape'
    } else if (state === 'escape') state = 'text'
    else if (state === 'inside') {
      if (unit === quote) state = 'text'
      else if (isOpening(unit)) depth++
      else if (isClosing(unit) && --depth === 0) state = 'whole'
    } else if (!isSpace(unit) && !isOtherSpace(unit)) {
      state = state === 'before' && unit === 0x7b ? 'inside' : 'none'
      depth = 1
    }
  }

  return {
    feed(piece) {
      for (let at = 0; at < piece.length && state !== 'none'; at++) step(piece.charCodeAt(at))
      return state === 'whole'
    },
  }
}
