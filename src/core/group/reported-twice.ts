import { setBounded } from '../base/bounded-map.ts'
import type { ConnectEvent } from '../event/connection-events.ts'
import type { Stream } from '../stream/stream.ts'

/**
 * Connections that were open before the hooks came: the network log may know them from their start, and a hook adopts them
 * later. The source that reports a connection first keeps it; the other's reports are ignored, so that nothing is counted twice.
 */
export interface ReportedTwice {
  /** Connections that a hook adopted, by URL. */
  adopted: Map<string, Stream[]>
  /** Connections that the log reported, by URL. */
  logged: Map<string, Stream[]>
  /** Connections whose events are ignored, as `<document>/<number>`, and the stream of the source that reported them first. */
  ignored: Map<string, Stream>
}

/** URLs, connections of one URL, and ignored connections that are remembered: the last ones. */
const maxSocketUrls = 1024
const maxPerUrl = 256
const maxIgnored = 8192

export const createReportedTwice = (): ReportedTwice => ({ adopted: new Map(), logged: new Map(), ignored: new Map() })

/** True when the other source has reported this connection already: its further events are not for the session. */
export function isReportedTwice(sources: ReportedTwice, event: ConnectEvent, unhooked: boolean): boolean {
  if (isIgnored(sources, event)) return true
  if (!unhooked && !event.adopted) return false
  const other = (unhooked ? sources.adopted : sources.logged).get(event.url)
  // A hook can only have adopted a connection that had begun before.
  const at = other?.findIndex(
    (stream) => stream.kind === event.api && stream.status === 'open' && (!unhooked || stream.firstAt > event.at),
  )
  if (!other || at === undefined || at < 0) return false
  const [first] = other.splice(at, 1)
  setBounded(sources.ignored, flowOf(event), first!, maxIgnored)
  return true
}

/** Whether the events of a connection are ignored. */
export const isIgnored = ({ ignored }: ReportedTwice, flow: { doc: string; id: number }): boolean =>
  ignored.has(flowOf(flow))

/** The stream of the source that reported an ignored connection first. */
export const reportedFirst = ({ ignored }: ReportedTwice, flow: { doc: string; id: number }): Stream | undefined =>
  ignored.get(flowOf(flow))

const flowOf = ({ doc, id }: { doc: string; id: number }) => `${doc}/${id}`

/** Remembers the first report of a connection, for the other source's. */
export function noteFirstReport(sources: ReportedTwice, stream: Stream, url: string): void {
  if (!stream.unhooked && !stream.connection.adopted) return
  const own = stream.unhooked ? sources.logged : sources.adopted
  const known = own.get(url) ?? []
  known.push(stream)
  if (known.length > maxPerUrl) known.shift()
  setBounded(own, url, known, maxSocketUrls)
}
