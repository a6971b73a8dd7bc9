import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { HarEntry } from './har-entry.ts'
import type { Facts } from './har-facts.ts'

/** The next request of a redirect begins at once; the log of a busy machine shows it up to 3 s later. */
const maxHopGap: Milliseconds = 3000
/** After this time no next request of a redirect is expected. */
const hopTimeout: Milliseconds = 5000

/**
 * Joins the requests of a redirect, which is one request to the page and several in the log, into one exchange with the
 * bytes of all and the response of the last.
 */
export function createRedirects() {
  let hops: HarEntry[] = []
  return {
    /** @returns the whole exchange, or undefined while the redirect goes on */
    take(entry: HarEntry): HarEntry | undefined {
      const at = hops.findIndex((hop) => follows(hop, entry))
      const [hop] = at < 0 ? [] : hops.splice(at, 1)
      const whole = hop ? joined(hop, entry) : entry
      if (whole.redirect === undefined) return whole
      hops.push(whole)
      return undefined
    },
    /** Joins two entries of a redirect that the log listed in reverse order. */
    joined,
    /** Takes out exchanges whose next request never came. */
    leftOver(now: Moment): HarEntry[] {
      const old = hops.filter((hop) => now - hop.end > hopTimeout)
      hops = hops.filter((hop) => now - hop.end <= hopTimeout)
      return old
    },
    /** Start of the earliest exchange that waits for its next request, if there is any. */
    since: (): Milliseconds | undefined => (hops.length > 0 ? Math.min(...hops.map(({ start }) => start)) : undefined),
    forget(): void {
      hops = []
    },
  }
}

/** Whether `next` is the next request of the redirect `hop`. */
export const follows = (hop: HarEntry, next: HarEntry) =>
  placeOf(hop.redirect) === placeOf(next.url) && next.start >= hop.start && next.start - hop.end <= maxHopGap

/**
 * Not every log has the fragment, which a redirect passes on where it names none itself (Fetch standard, "location URL").
 */
const placeOf = (url: string | undefined) => url?.replace(/#.*$/, '')

function joined(hop: HarEntry, next: HarEntry): HarEntry {
  const { method, url, start, sent, sentText } = hop
  return { ...next, method, url, start, sent, sentText, facts: summed(hop.facts, next.facts) }
}

/** The sums of the figures that both have; a figure that only one has is left out. */
function summed(one: Facts, other: Facts): Facts {
  const facts: Facts = { ...other }
  for (const name of ['sent', 'received', 'head', 'body'] as const) {
    if (one[name] !== undefined && other[name] !== undefined) facts[name] = one[name] + other[name]
    else delete facts[name]
  }
  return facts
}
