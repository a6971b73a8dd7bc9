/**
 * Finds where JSON values end, also in JSON inside a JSON string, where each quote has backslashes before it, and in a text
 * that was cut in the middle. Nothing is parsed: text that is not JSON gives some end.
 */

/** A part of a text. */
export interface Range {
  from: number
  to: number
}

/**
 * Where a string ends.
 * @param from index of the string's first character, after its opening quote
 * @param escapes backslashes before the opening quote
 * @returns index of its closing quote (before the backslashes that belong to it), or of the line's end
 */
export function stringEnd(text: string, from: number, escapes: number, quote: string): number {
  const mark = quote === '"' ? /["\r\n]/g : /['\r\n]/g
  mark.lastIndex = from
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const at = found.index
    if (text[at] !== quote) return at
    let backslashes = 0
    while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes++
    // Each level of JSON doubles the backslashes and adds one before a quote: n before the string's own quotes, 2n + 1
    // before a quote in it, and any multiple of 2n + 2 for backslashes in it.
    if (backslashes % (2 * escapes + 2) !== 2 * escapes + 1) return at - (backslashes % (escapes + 1))
  }
  return text.length
}

/** All strings and numbers in an array or object, except the names of fields. */
export interface Contents {
  strings: Range[]
  numbers: Range[]
  to: number
  /** The text ended before the array or object did. */
  unclosed: boolean
}

/** @param from index of the opening bracket */
export function contentsOf(text: string, from: number): Contents {
  const strings: Range[] = []
  const numbers: Range[] = []
  const part = /(?<!\\)(\\*)"|[[\]{}]|-?\d[\w.+-]*/g
  part.lastIndex = from
  let depth = 0
  for (let found = part.exec(text); found; found = part.exec(text)) {
    const [all, escapes] = found
    if (all === '[' || all === '{') depth++
    else if (all === ']' || all === '}') {
      depth--
      if (depth <= 0) return { strings, numbers, to: part.lastIndex, unclosed: false }
    } else if (escapes === undefined) numbers.push({ from: found.index, to: part.lastIndex })
    else {
      const start = part.lastIndex
      const to = stringEnd(text, start, escapes.length, '"')
      const end = afterQuote(text, to)
      if (!isFieldName(text, end)) strings.push({ from: start, to })
      part.lastIndex = end
    }
  }
  return { strings, numbers, to: text.length, unclosed: true }
}

function afterQuote(text: string, at: number): number {
  while (text[at] === '\\') at++
  return text[at] === '"' ? at + 1 : at
}

function isFieldName(text: string, at: number): boolean {
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return text[at] === ':'
}
