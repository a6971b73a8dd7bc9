import { setBounded } from '../base/bounded-map.ts'
import { parseUrl } from '../base/parsed-url.ts'
import type { Milliseconds } from '../base/units.ts'
import { createHeaderTable, type HeaderTable } from '../wire-size/hpack.ts'
import type { HeadConnection } from '../wire-size/http-bytes.ts'

/** A server as a browser connects to it, and what has been learned of the way there. */
export interface Origin {
  protocol: string
  requests: number
  /** The header fields that HTTP/2 remembers of the requests before. */
  table: HeaderTable
  repeated: HeadConnection['repeated']
  /**
   * Shortest time to a first byte: a response that comes over the network cannot be faster than the round trip. As the hooks saw
   * it, which may have been the cache; and of responses that the network brought, by the browser's resource timing.
   */
  fastestByHook: Milliseconds
  fastestByTiming: Milliseconds
  /** Event streams and streamed responses that are open now. */
  openStreams: number
}

/** All servers of a session, by the origin of their URLs. */
export type Origins = Map<string, Origin>

/** A server that is forgotten is learned anew at its next request. */
const maxOrigins = 4096

/** The origin of a URL, the same one each time; a text that is no absolute URL is an origin of its own. */
export function originOf(origins: Origins, url: string): Origin {
  // A socket shares the connections' limits and the network of the pages of its host.
  const name = parseUrl(url.startsWith('ws') ? url.replace('ws', 'http') : url)?.origin ?? url
  let origin = origins.get(name)
  if (!origin) {
    origin = createOrigin(name)
    setBounded(origins, name, origin, maxOrigins)
  }
  return origin
}

/** A server of which nothing is known yet. @param name its origin, such as `https://site.test` */
export const createOrigin = (name: string): Origin => ({
  // Nearly every https site speaks HTTP/2 or 3 today; the resource timing corrects this when it comes.
  protocol: name.startsWith('https') ? 'h2' : 'http/1.1',
  requests: 0,
  table: createHeaderTable(),
  repeated: undefined,
  fastestByHook: Number.POSITIVE_INFINITY,
  fastestByTiming: Number.POSITIVE_INFINITY,
  openStreams: 0,
})

/** Notes the protocol that the browser reports, if it does. */
export function noteProtocol(origin: Origin, protocol: string | undefined): void {
  if (protocol) origin.protocol = protocol
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
