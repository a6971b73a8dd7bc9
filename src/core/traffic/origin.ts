import { setBounded } from '../base/bounded-map.ts'
import { parseUrl } from '../base/parsed-url.ts'
import type { Milliseconds } from '../base/units.ts'
import { createHeaderTable, type HeaderTable } from '../wire-size/hpack.ts'
import type { HeadConnection } from '../wire-size/http-bytes.ts'

/**
 * A server as the documents of one site connect to it, and what has been learned of the way there. Browsers give each site that is
 * embedded in a page connections of its own (Fetch standard, 2.8 "network partition keys"); besides, what a frame of another site
 * claims must not change the figures of the page's own streams.
 */
export interface Origin {
  /** Whose documents connect, as `partyOf` names them. */
  party: string
  /** The same server for the documents of another party. */
  next: Origin | undefined
  protocol: string
  requests: number
  /** The header fields that HTTP/2 remembers of the requests before. */
  table: HeaderTable
  repeated: HeadConnection['repeated']
  lastPath: HeadConnection['lastPath']
  /**
   * Shortest time to a first byte: a response that comes over the network cannot be faster than the round trip. As the hooks saw
   * it, which may have been the cache; and of responses that the network brought, by the browser's resource timing.
   */
  fastestByHook: Milliseconds
  fastestByTiming: Milliseconds
  /** Event streams and streamed responses that are open now. */
  openStreams: number
}

/** All servers of a session, by the origin of their URLs: of each the first party's. */
export type Origins = Map<string, Origin>

/** A server that is forgotten is learned anew at its next request. */
const maxOrigins = 4096
/** Parties that a server is known for; the sites embedded in one page are fewer, and further ones share the last. */
const maxParties = 64

/**
 * The site that a document belongs to, among whose documents a browser and the browser's rules make no difference. One without a site,
 * such as `about:srcdoc`, is alone.
 * @param name of the document
 */
export function partyOf(name: string, url: string): string {
  const parsed = parseUrl(url)
  return parsed && /^https?:/.test(parsed.origin) ? parsed.origin : name
}

/**
 * The origin of a URL for the documents of a party, the same one each time; a text that is no absolute URL is an origin of its own.
 */
export function originOf(origins: Origins, url: string, party: string): Origin {
  const name = serverOf(url)
  const first = origins.get(name)
  if (!first) return addServer(origins, name, party)
  let origin = first
  for (let parties = 1; origin.party !== party; parties++) {
    if (parties >= maxParties) return origin
    origin.next ??= createOrigin(name, party, first.protocol)
    origin = origin.next
  }
  return origin
}

// A socket shares the connections' limits and the network of the pages of its host.
const serverOf = (url: string) => parseUrl(url.startsWith('ws') ? url.replace('ws', 'http') : url)?.origin ?? url

function addServer(origins: Origins, name: string, party: string): Origin {
  const origin = createOrigin(name, party)
  setBounded(origins, name, origin, maxOrigins)
  return origin
}

/**
 * A server of which nothing is known yet but its protocol, or not even that. Nearly every https site speaks HTTP/2 or 3 today; the
 * resource timing corrects this when it comes.
 * @param name its origin, such as `https://site.test`
 */
export const createOrigin = (
  name: string,
  party: string,
  protocol = name.startsWith('https') ? 'h2' : 'http/1.1',
): Origin => ({
  party,
  next: undefined,
  protocol,
  requests: 0,
  table: createHeaderTable(),
  repeated: undefined,
  lastPath: undefined,
  fastestByHook: Number.POSITIVE_INFINITY,
  fastestByTiming: Number.POSITIVE_INFINITY,
  openStreams: 0,
})

/** Notes the protocol of the server of a URL that the browser reports, if it does: the same for all parties. */
export function noteProtocol(origins: Origins, url: string, protocol: string | undefined): void {
  if (!protocol) return
  const name = serverOf(url)
  // Nobody has asked it yet, as far as is known: the first to do so finds the protocol.
  const first = origins.get(name) ?? addServer(origins, name, '')
  for (let origin: Origin | undefined = first; origin; origin = origin.next) origin.protocol = protocol
}

/** Notes a request: the heads of the next ones are packed after it. */
export function countOriginRequest(origin: Origin): void {
  origin.requests++
}

/** Notes a time to a first byte. @param source `timing` where the browser says that the network brought it */
export function noteFirstByte(origin: Origin, took: Milliseconds, source: 'hook' | 'timing'): void {
  if (source === 'hook') origin.fastestByHook = Math.min(origin.fastestByHook, took)
  else origin.fastestByTiming = Math.min(origin.fastestByTiming, took)
}

/** Notes that an event stream, or a response that streams, opened (1) or ended (-1). */
export function addOpenStreams(origin: Origin, change: 1 | -1): void {
  origin.openStreams += change
}

// Before the first answer, and where only held requests were seen (then the fastest answer is the hold itself).
const usualRoundTrip: Milliseconds = 40
const shortestRoundTrip: Milliseconds = 5
const longestRoundTrip: Milliseconds = 400

/** Estimated round-trip time to an origin: its fastest first byte, within 5 and 400 ms. */
export function roundTrip(origin: Origin): Milliseconds {
  const fastest = fastestOf(origin)
  if (fastest === Number.POSITIVE_INFINITY) return usualRoundTrip
  return Math.min(longestRoundTrip, Math.max(shortestRoundTrip, fastest))
}

/**
 * Estimated round-trip time for figures that people read. Where only held requests of an origin were seen, its fastest answer is
 * the hold and says nothing of the network: then the round trip to the page's own server is the better guess.
 */
export function roundTripBeside(origin: Origin, ofPage: Origin): Milliseconds {
  if (isRoundTripMeasured(origin)) return roundTrip(origin)
  const near = fastestOf(ofPage)
  return near <= longestRoundTrip ? Math.max(shortestRoundTrip, near) : usualRoundTrip
}

/** Whether a response came from this origin faster than any server would hold it. */
export const isRoundTripMeasured = (origin: Origin): boolean => fastestOf(origin) <= longestRoundTrip

const fastestOf = ({ fastestByTiming, fastestByHook }: Origin): Milliseconds =>
  fastestByTiming === Number.POSITIVE_INFINITY ? fastestByHook : fastestByTiming
