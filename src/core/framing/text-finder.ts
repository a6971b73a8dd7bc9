/** Finds a text in another that arrives in pieces, with a few steps for each character however long either is. */
export interface TextFinder {
  /** @returns whether the text has been found by the end of this piece, or before */
  feed(piece: string): boolean
}

/**
 * @param wanted what to find, not empty. Knuth, Morris and Pratt, 'Fast pattern matching in strings' (1977): after a mismatch the search
 *   goes on with the longest beginning of the text that has just been seen.
 */
export function createTextFinder(wanted: string): TextFinder {
  const shorter = shorterBeginnings(wanted)
  let seen = 0
  return {
    feed(piece) {
      for (let at = 0; at < piece.length && seen < wanted.length; at++) {
        const unit = piece.charCodeAt(at)
        while (seen > 0 && unit !== wanted.charCodeAt(seen)) seen = shorter[seen - 1]!
        if (unit === wanted.charCodeAt(seen)) seen++
      }
      return seen === wanted.length
    },
  }
}

/** For each beginning of a text, the length of its longest proper beginning that is its end, too. */
function shorterBeginnings(text: string): Uint32Array {
  const lengths = new Uint32Array(text.length)
  let length = 0
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    while (length > 0 && unit !== text.charCodeAt(length)) length = lengths[length - 1]!
    if (unit === text.charCodeAt(length)) length++
    lengths[at] = length
  }
  return lengths
}
