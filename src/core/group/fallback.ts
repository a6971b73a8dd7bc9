import { parseUrl } from '../base/parsed-url.ts'
import type { Milliseconds } from '../base/units.ts'
import type { Session } from '../session/session.ts'
import type { FailedSocket, Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'

/** Libraries fall back at once or after a try or two; what begins later has begun for itself. */
const soon: Milliseconds = 5000
/** A server of another name in the same site is taken for the same one if it is asked at once. */
const atOnce: Milliseconds = 1000
const mostRemembered = 64
const live: ReadonlySet<Technique> = new Set(['polling', 'long-polling', 'sse', 'http-streaming'])

export function noteFailedSocket(session: Session, stream: Stream, at: Milliseconds): void {
  if (stream.kind !== 'websocket' || stream.opens > 0 || stream.adopted) return
  session.failedSockets.push({ stream, host: hostOf(stream), at })
  if (session.failedSockets.length > mostRemembered) session.failedSockets.shift()
}

/**
 * The socket that failed and in whose place this stream came: one of the same connection of a library, or one to the same host
 * that failed just before this began.
 */
export function fallenBackFrom(session: Session, stream: Stream, technique: Technique): FailedSocket | undefined {
  if (!live.has(technique) || session.failedSockets.length === 0) return undefined
  const host = hostOf(stream)
  return session.failedSockets.findLast(
    (failed) =>
      failed.stream.doc === stream.doc &&
      ((stream.protocol !== undefined && failed.stream.channel === stream.channel) ||
        (!areApart(failed.stream, stream) && !isDevServer(failed.stream) && follows(stream, failed, host))),
  )
}

/** Each is one connection of a library, and not the same: a page may well have several beside each other. */
const areApart = (one: Stream, other: Stream) =>
  one.protocol !== undefined && other.protocol !== undefined && one.channel !== other.channel

function follows({ firstAt }: Stream, failed: FailedSocket, host: string): boolean {
  const within = failed.host === host ? soon : siteOf(failed.host) === siteOf(host) ? atOnce : -1
  return firstAt >= failed.at && firstAt - failed.at <= within
}

/** Without the first name of its three or more, such as `ws.`, `api.` and `www.`; an address of numbers is itself. */
const siteOf = (host: string) => (/^[\d.:]+$/.test(host) ? host : host.replace(/^[^.]+\.(?=[^.]+\.)/, ''))

/** Vite's, webpack's and Next's sockets reload the page for its developer; nothing of the page stands in for them. */
const isDevServer = ({ sampleUrl, subprotocol }: Stream) =>
  /vite-hmr/.test(subprotocol) || /hmr\b|sockjs-node/.test(sampleUrl)

const hostOf = ({ sampleUrl }: Stream) => parseUrl(sampleUrl)?.host ?? ''
