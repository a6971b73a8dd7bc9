import type { ConnectEvent } from '../event/event.ts'
import type { Stream } from '../stream/stream.ts'

/**
 * Connections that were open before the hooks came: the network log may know them from their start, and a hook adopts them
 * later. Whoever told of one first has it; the other's telling is dropped, so that nothing is counted twice.
 */
export interface SocketTellers {
  /** Adopted by a hook, by URL. */
  adopted: Map<string, Stream[]>
  /** Told by the log, by URL. */
  logged: Map<string, Stream[]>
  /** Flows that are not followed. */
  dropped: Set<string>
}

/** True when somebody else has told of this connection already; what is said of it from now on is not for the session. */
export function isToldTwice(tellers: SocketTellers, event: ConnectEvent, unhooked: boolean): boolean {
  const flow = `${event.doc}/${event.id}`
  if (tellers.dropped.has(flow)) return true
  if (!unhooked && !event.adopted) return false
  const other = (unhooked ? tellers.adopted : tellers.logged).get(event.url)
  // A hook can only have adopted what had begun before.
  const at = other?.findIndex(
    (one) => one.kind === event.api && one.status === 'open' && (!unhooked || one.firstAt > event.at),
  )
  if (!other || at === undefined || at < 0) return false
  other.splice(at, 1)
  tellers.dropped.add(flow)
  return true
}

/** Notes the first telling. */
export function noteTeller(tellers: SocketTellers, stream: Stream, url: string): void {
  if (!stream.unhooked && !stream.adopted) return
  const own = stream.unhooked ? tellers.logged : tellers.adopted
  const known = own.get(url)
  if (known) known.push(stream)
  else own.set(url, [stream])
}
