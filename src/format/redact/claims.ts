/** Parts of a text that are replaced, each claimed by the first that asks for it. */
export interface Claims {
  /** @returns whether nobody claimed any of it before; an empty part is nobody's */
  take(from: number, to: number, replacement: string): boolean
  /** Whether a part is free. */
  isFree(from: number, to: number): boolean
  /** The text with all replacements. */
  text(): string
}

interface Claim {
  from: number
  to: number
  replacement: string
}

/** No claims on this text yet. */
export function createClaims(text: string): Claims {
  const claims: Claim[] = []
  // Sorted by place, so that each question takes the logarithm of their number.
  const placeOf = (from: number) => {
    let low = 0
    let high = claims.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (claims[middle]!.from < from) low = middle + 1
      else high = middle
    }
    return low
  }
  const isFreeAt = (place: number, from: number, to: number) =>
    (claims[place - 1]?.to ?? 0) <= from && (claims[place]?.from ?? Number.POSITIVE_INFINITY) >= to
  return {
    take(from, to, replacement) {
      const place = placeOf(from)
      if (from >= to || !isFreeAt(place, from, to)) return false
      claims.splice(place, 0, { from, to, replacement })
      return true
    },
    isFree: (from, to) => isFreeAt(placeOf(from), from, to),
    text() {
      let result = ''
      let at = 0
      for (const { from, to, replacement } of claims) {
        result += text.slice(at, from) + replacement
        at = to
      }
      return result + text.slice(at)
    },
  }
}
