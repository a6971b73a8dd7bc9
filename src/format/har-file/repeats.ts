/**
 * Counts how often a page requested the same URL, apart from query and fragment. Images, scripts and documents say nothing
 * about how a page talks to its server unless it requests one again and again: a camera's picture, a playlist, a script
 * that polls.
 */
export interface Repeats {
  note(url: string, page: string): void
  /** How often the page requested the URL, apart from its query, in all; 0 where too many URLs were requested to count it. */
  times(url: string, page: string): number
}

/** Distinct URLs that are counted; further new ones are not. */
const maxPlaces = 50_000

/** An empty count. */
export function createRepeats(): Repeats {
  const counts = new Map<string, number>()
  const placeOf = (url: string, page: string) => `${page} ${url.replace(/[?#].*$/s, '')}`
  return {
    note(url, page) {
      const place = placeOf(url, page)
      const count = counts.get(place)
      if (count !== undefined || counts.size < maxPlaces) counts.set(place, (count ?? 0) + 1)
    },
    times: (url, page) => counts.get(placeOf(url, page)) ?? 0,
  }
}
