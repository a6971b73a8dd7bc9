/**
 * The first boundary of a multipart body (RFC 2046, 5.1.1), which is the first line that begins with two dashes; undefined where there is
 * none yet. Capture may begin in the middle of a body: then the text before the first boundary is the rest of a part.
 */
export function firstBoundary(text: string): { boundary: string; atStart: boolean } | undefined {
  const first = /^(?:\r?\n)*(--[^\r\n]*)\r?\n/.exec(text)?.[1]
  if (first !== undefined) return { boundary: first, atStart: true }
  // Whether a text of nothing but spaces and dashes goes on as a boundary is not known yet.
  if (/^[\s-]*$|^--/.test(text)) return undefined
  const later = /\n(--[^\r\n]+)\r?\n/.exec(text)?.[1]
  return later === undefined ? undefined : { boundary: later, atStart: false }
}

/** Watches a body that arrives in pieces for the moment from which on `firstBoundary` finds a boundary in it. */
export interface BoundaryWatch {
  /** @returns whether there is a boundary by the end of this piece */
  feed(piece: string): boolean
}

const newline = 10
const carriage = 13
const dash = 45

/** How far a line matches `--…` with its line end. */
type Progress = 'empty' | 'dash' | 'dashes' | 'line' | 'return' | 'other' | 'whole'

/** @param bare whether two dashes alone are enough */
function goOn(progress: Progress, unit: number, bare: boolean): Progress {
  if (unit === newline)
    return progress === 'line' || progress === 'return' || (bare && progress === 'dashes') ? 'whole' : 'empty'
  if (progress === 'empty') return unit === dash ? 'dash' : 'other'
  if (progress === 'dash') return unit === dash ? 'dashes' : 'other'
  if (progress === 'dashes' || progress === 'line') {
    if (unit !== carriage) return 'line'
    return progress === 'line' || bare ? 'return' : 'other'
  }
  return 'other'
}

/** Begins to watch a body. Each character is looked at once. */
export function createBoundaryWatch(): BoundaryWatch {
  // The first line with anything in it: a boundary that ends in CR and something else is none, nor is any line after it the first.
  let first: Progress = 'empty'
  let afterReturn = false
  let firstOver = false
  // Any line after a line end.
  let later: Progress = 'other'
  let isBlank = true
  let beginning = ''

  function stepFirst(unit: number): void {
    if (afterReturn && unit !== newline) first = 'other'
    // Empty lines before it may end in CR and LF.
    afterReturn = first === 'empty' && unit === carriage
    if (!afterReturn) first = goOn(first, unit, true)
    if (first === 'other') firstOver = true
  }

  return {
    feed(piece) {
      for (let at = 0; at < piece.length; at++) {
        const unit = piece.charCodeAt(at)
        if (first !== 'whole' && !firstOver) stepFirst(unit)
        if (later !== 'whole') later = goOn(later, unit, false)
      }
      isBlank &&= /^[\s-]*$/.test(piece)
      if (beginning.length < 2) beginning = (beginning + piece).slice(0, 2)
      return first === 'whole' || (later === 'whole' && !isBlank && beginning !== '--')
    },
  }
}
