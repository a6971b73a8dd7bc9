/**
 * Tells whether a text holds the term, without regard to case. `/…/` is a regular expression; one that cannot be read, or whose
 * running time nothing bounds, is looked for as it stands.
 */
export function textMatcher(term: string): (text: string) => boolean {
  const source = term.length > 2 && term.startsWith('/') && term.endsWith('/') ? term.slice(1, -1) : undefined
  const pattern = source === undefined ? undefined : expressionOf(source)
  if (source !== undefined && pattern) {
    const most = mostSearched(source)
    return (text) => pattern.test(text.length > most ? text.slice(0, most) : text)
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
    return undefined // being typed, or a path between slashes
  }
}

// Steps that the matcher of a browser takes in some 100 ms.
const mostSteps = 2e7

/** Each open repetition multiplies the steps by the text's length once more, so that much less of it may be looked at. */
function mostSearched(source: string): number {
  const repetitions = source.match(/[*+]|\{\d+,/g)?.length ?? 0
  return Math.floor(mostSteps ** (1 / (repetitions + 1)))
}
