import type { Milliseconds } from '../../core/base/units.ts'
import type { Facts, HarEntry } from './har-entry.ts'

/** The next request of a redirect begins at once; a busy machine's log has it later. */
const atOnce: Milliseconds = 3000
/** After this time nothing more comes of one. */
const followedWithin: Milliseconds = 5000

/**
 * A redirect is one request to a page and several in the log: they are put together, with the bytes of all and the answer of
 * the last.
 */
export function createRedirects() {
  let hops: HarEntry[] = []
  return {
    /** @returns the whole exchange, or undefined while it goes on */
    take(entry: HarEntry): HarEntry | undefined {
      const at = hops.findIndex((hop) => follows(hop, entry))
      const [hop] = at < 0 ? [] : hops.splice(at, 1)
      const whole = hop ? joined(hop, entry) : entry
      if (whole.redirect === undefined) return whole
      hops.push(whole)
      return undefined
    },
    /** The same when the log told of them the other way round. */
    joined,
    /** Those whose next request never came. */
    leftOver(now: Milliseconds): HarEntry[] {
      const old = hops.filter((hop) => now - hop.end > followedWithin)
      hops = hops.filter((hop) => now - hop.end <= followedWithin)
      return old
    },
    /** When the first of them began that wait for their next request, if any does. */
    since: (): Milliseconds | undefined => (hops.length > 0 ? Math.min(...hops.map(({ start }) => start)) : undefined),
    forget(): void {
      hops = []
    },
  }
}

/** Whether a request is the next one of a redirect. */
export const follows = (hop: HarEntry, next: HarEntry) =>
  placeOf(hop.redirect) === placeOf(next.url) && next.start >= hop.start && next.start - hop.end <= atOnce

/** Not every log has the fragment, which a redirect hands on where it names none itself (Fetch standard, "location URL"). */
const placeOf = (url: string | undefined) => url?.replace(/#.*$/, '')

function joined(hop: HarEntry, next: HarEntry): HarEntry {
  const { method, url, start, sent, sentText } = hop
  return { ...next, method, url, start, sent, sentText, facts: summed(hop.facts, next.facts) }
}

/** What is known of both. */
function summed(one: Facts, other: Facts): Facts {
  const facts: Facts = { ...other }
  for (const name of ['sent', 'received', 'head', 'body'] as const) {
    if (one[name] !== undefined && other[name] !== undefined) facts[name] = one[name] + other[name]
    else delete facts[name]
  }
  return facts
}
