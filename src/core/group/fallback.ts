import { parseUrl } from '../base/parsed-url.ts'
import type { Milliseconds, Moment } from '../base/units.ts'
import type { FailedSocket, Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'

/** Libraries fall back at once or after a try or two; a stream that begins later than this has begun for itself. */
const fallBackWithin: Milliseconds = 5000
/** A server of another name in the same site is taken for the same server if it is asked within this time. */
const otherHostWithin: Milliseconds = 1000
const maxFailedSockets = 64
const live: ReadonlySet<Technique> = new Set(['polling', 'long-polling', 'sse', 'http-streaming'])

/** Remembers a socket that never opened: a stream that begins after it may be its fallback. */
export function noteFailedSocket(stream: Stream, at: Moment): void {
  if (stream.kind !== 'websocket' || stream.connection.opens > 0 || stream.connection.adopted) return
  const { failedSockets } = stream.document
  failedSockets.push({ stream, host: hostOf(stream), at })
  if (failedSockets.length > maxFailedSockets) failedSockets.shift()
}

/**
 * The socket that failed and in whose place this stream came: one of the same connection of a library, or one to the same host
 * that failed just before this stream began.
 */
export function fallenBackFrom(stream: Stream, technique: Technique): FailedSocket | undefined {
  const { failedSockets } = stream.document
  if (failedSockets.length === 0 || !live.has(technique)) return undefined
  const host = hostOf(stream)
  return failedSockets.findLast(
    (failed) =>
      (stream.protocol !== undefined && failed.stream.channel === stream.channel) ||
      (!areApart(failed.stream, stream) && !isDevServer(failed.stream) && follows(stream, failed, host)),
  )
}

/** Whether each is a connection of a library, and not the same one: a page may well have several beside each other. */
const areApart = (one: Stream, other: Stream) =>
  one.protocol !== undefined && other.protocol !== undefined && one.channel !== other.channel

function follows({ firstAt }: Stream, failed: FailedSocket, host: string): boolean {
  const within = failed.host === host ? fallBackWithin : siteOf(failed.host) === siteOf(host) ? otherHostWithin : -1
  return firstAt >= failed.at && firstAt - failed.at <= within
}

/** A host without the first name of its three or more, such as `ws.`, `api.` and `www.`; an address of numbers is itself. */
const siteOf = (host: string) => (/^[\d.:]+$/.test(host) ? host : host.replace(/^[^.]+\.(?=[^.]+\.)/, ''))

/** Vite's, webpack's and Next's sockets reload the page for its developer; no stream of the page stands in for them. */
const isDevServer = ({ sampleUrl, connection }: Stream) =>
  /vite-hmr/.test(connection.subprotocol) || /hmr\b|sockjs-node/.test(sampleUrl)

const hostOf = ({ sampleUrl }: Stream) => parseUrl(sampleUrl)?.host ?? ''
