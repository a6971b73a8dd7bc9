/**
 * A function that tells whether a text contains the term, ignoring case. `/…/` is a regular expression; an invalid
 * expression, or one whose running time has no bound, is searched for literally.
 */
export function textMatcher(term: string): (text: string) => boolean {
  const source = term.length > 2 && term.startsWith('/') && term.endsWith('/') ? term.slice(1, -1) : undefined
  const pattern = source === undefined ? undefined : expressionOf(source)
  if (source !== undefined && pattern) {
    const maxLength = maxSearched(source)
    return (text) => pattern.test(text.length > maxLength ? text.slice(0, maxLength) : text)
  }
  const wanted = term.toLowerCase()
  return (text) => text.toLowerCase().includes(wanted)
}

// A repeated group or a back reference may take time exponential in the text, which a page chooses.
const unbounded = /\)[*+{]|\\[1-9]|\\k</

function expressionOf(source: string): RegExp | undefined {
  if (unbounded.test(source)) return undefined
  try {
    return new RegExp(source, 'i')
  } catch {
    return undefined // incomplete while typing, or a path between slashes
  }
}

// Steps that a browser's matcher takes in some 100 ms.
const maxSteps = 2e7

/**
 * UTF-16 units of a text that may be searched: each unbounded repetition multiplies the steps by the text's length once
 * more.
 */
function maxSearched(source: string): number {
  const repetitions = source.match(/[*+]|\{\d+,/g)?.length ?? 0
  return Math.floor(maxSteps ** (1 / (repetitions + 1)))
}
