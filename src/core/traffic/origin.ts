import { parseUrl } from '../base/parsed-url.ts'
import type { Milliseconds } from '../base/units.ts'
import { documentOf } from '../session/document.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../stream/stream.ts'
import { createHeaderTable, type HeaderTable } from '../wire-size/hpack.ts'
import type { HeadConnection } from '../wire-size/http-bytes.ts'

/** A server as a browser connects to it, and what has been learned of the way there. */
export interface Origin {
  protocol: string
  requests: number
  /** What HTTP/2 remembers of what was sent. */
  table: HeaderTable
  repeated: HeadConnection['repeated']
  /**
   * Shortest time to a first byte: nothing that comes over the network can be faster than the round trip. As the hooks saw it, which
   * may have been the cache; and of what the browser says the network brought.
   */
  fastestByHook: Milliseconds
  fastestByTiming: Milliseconds
  /** Event streams and streamed responses that are open now. */
  openStreams: number
}

/** The origin of a URL, the same one each time; what is no absolute URL is one of its own. */
export function originOf(session: Session, url: string): Origin {
  // A socket shares the connections' limits and the network of the pages of its host.
  const name = parseUrl(url.startsWith('ws') ? url.replace('ws', 'http') : url)?.origin ?? url
  let origin = session.origins.get(name)
  if (!origin) {
    // Nearly every https site speaks HTTP/2 or 3 today; the resource timing corrects this when it comes.
    origin = {
      protocol: name.startsWith('https') ? 'h2' : 'http/1.1',
      requests: 0,
      table: createHeaderTable(),
      repeated: undefined,
      fastestByHook: Number.POSITIVE_INFINITY,
      fastestByTiming: Number.POSITIVE_INFINITY,
      openStreams: 0,
    }
    session.origins.set(name, origin)
  }
  return origin
}

// Before the first answer, and where only held requests were seen (then the fastest answer is the hold itself).
const usualRoundTrip: Milliseconds = 40
const longestRoundTrip: Milliseconds = 400

/** Estimated round-trip time to an origin: its fastest first byte, within 5 and 400 ms. */
export function roundTrip(origin: Origin): Milliseconds {
  const fastest = fastestOf(origin)
  return fastest === Number.POSITIVE_INFINITY ? usualRoundTrip : Math.min(longestRoundTrip, Math.max(5, fastest))
}

const fastestOf = ({ fastestByTiming: fastest, fastestByHook: seen }: Origin) =>
  fastest === Number.POSITIVE_INFINITY ? seen : fastest

/**
 * The same for what is told to people. Where only held requests were seen, the fastest answer is the hold and says nothing of the
 * network: the way to the page's own server is the better guess then.
 */
export function networkRoundTrip(session: Session, stream: Stream): Milliseconds {
  if (isRoundTripSeen(stream)) return roundTrip(stream.origin)
  const near = fastestOf(originOf(session, documentOf(session, stream.doc).url))
  return near <= longestRoundTrip ? Math.max(5, near) : usualRoundTrip
}

/** Whether something came back from this stream's origin faster than anybody would hold it. */
export const isRoundTripSeen = ({ origin }: Stream): boolean => fastestOf(origin) <= longestRoundTrip
