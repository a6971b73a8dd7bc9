/**
 * Counts how often a page asked for the same thing, cache busters aside. A page's images, scripts and documents say nothing of how
 * it talks to its server, unless it asks for one of them again and again: a camera's picture, a playlist, a script that polls.
 */
export interface Repeats {
  note(url: string, page: string): void
  isRepeated(url: string, page: string): boolean
}

/** As often as it takes to see a rhythm. */
const often = 4
/** Beyond it what is new is not counted. */
const mostPlaces = 50_000

export function createRepeats(): Repeats {
  const counts = new Map<string, number>()
  const placeOf = (url: string, page: string) => `${page} ${url.replace(/[?#].*$/s, '')}`
  return {
    note(url, page) {
      const place = placeOf(url, page)
      const count = counts.get(place)
      if (count !== undefined || counts.size < mostPlaces) counts.set(place, (count ?? 0) + 1)
    },
    isRepeated: (url, page) => (counts.get(placeOf(url, page)) ?? 0) >= often,
  }
}
