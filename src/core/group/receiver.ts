import { parseUrl } from '../base/parsed-url.ts'
import type { Stream } from '../stream/stream.ts'

/** Streams of a document that are looked at, the newest: a page has few streams on which it receives. */
const maxStreamsLookedAt = 256

/**
 * The stream on which a page receives what belongs to the requests of this stream, by which it sends: an event stream, a streamed response or a
 * long poll of one library session, of the same path, of a path that begins the other, or of one folder.
 */
export function receiverOf(stream: Stream): Stream | undefined {
  const { document, channel } = stream
  const url = parseUrl(stream.sampleUrl)
  if (!url) return undefined
  const { streams } = document
  for (let index = streams.length - 1; index >= Math.max(0, streams.length - maxStreamsLookedAt); index--) {
    const other = streams[index]!
    if (other === stream || other.mergedInto || !receives(other) || !wereAtOnce(stream, other)) continue
    if (other.channel === channel || areRelated(url, parseUrl(other.sampleUrl), isCall(stream))) return other
  }
  return undefined
}

function receives({ kind, method, connection, judgement, protocol, in: received }: Stream): boolean {
  if (kind === 'eventsource') return connection.opens > 0
  // What is asked for by POST and answered in pieces, as by an AI back end, is one answer, unless a library keeps it open.
  if (kind === 'streamed') return received.count > 0 && (method === 'GET' || protocol !== undefined)
  return judgement.verdict?.technique === 'long-polling'
}

const wereAtOnce = (one: Stream, other: Stream) => one.firstAt <= other.lastAt && other.firstAt <= one.lastAt

type Place = NonNullable<ReturnType<typeof parseUrl>>

/** Whether the requests are calls by JSON-RPC: MCP sends them to an address of its own beside its event stream, at the root of the server. */
const isCall = ({ operation }: Stream) => operation.startsWith('method:')

function areRelated(one: Place, other: Place | undefined, isCall: boolean): boolean {
  if (!other || one.origin !== other.origin) return false
  const [a, b] = [withoutSlash(one.pathname), withoutSlash(other.pathname)]
  if (a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)) return a !== '' && b !== ''
  const folder = a.slice(0, a.lastIndexOf('/'))
  return (folder !== '' || isCall) && folder === b.slice(0, b.lastIndexOf('/'))
}

const withoutSlash = (path: string) => path.replace(/\/$/, '')
