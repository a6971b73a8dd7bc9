import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CaptureEvent, NetworkEvent } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'
import { connectEvents, type Flow, frameEvent, isUnseen, networkEvent, openEvents, sourceEvent } from './har-events.ts'
import type { Whence } from './log-contexts.ts'

/** The session that the reader's events go to, as far as the reader needs to know it. */
export interface Listener {
  /**
   * No hook has reported the request of this event.
   * @param worker the request came from a worker
   */
  isUnclaimed(event: NetworkEvent, worker: boolean): boolean
  /** Another source reported this connection before. */
  isDropped(flow: Flow): boolean
}

/**
 * Finds document and id for an entry that only the log sees.
 * @returns also the `document` event, where the document is new
 */
export type Place = (entry: HarEntry, at: Moment) => { flow: Flow; events: CaptureEvent[] }

/** A hook reports a request at most this long after the log does; otherwise no hook sees it. */
export const claimedWithin: Milliseconds = 3000

/** A WebSocket, or a single attempt of an EventSource. */
interface Track {
  entry: HarEntry
  /** asked: a hook may yet report it. theirs: a hook sees it, with its messages. ours: only the log sees it. */
  state: 'asked' | 'theirs' | 'ours'
  asked: NetworkEvent
  flow: Flow | undefined
  /** Number of messages reported. */
  reported: number
  /** Reported from this time on only: the connection began before the session. */
  late: Milliseconds | undefined
  over: boolean
}

/** Follows the connections of the log that no hook sees, message by message. */
export interface LogConnections {
  /**
   * Takes the current state of a connection.
   * @param key identifies the connection in every later call
   * @param over the connection has ended
   */
  see(entry: HarEntry, key: string, over: boolean, at: Moment): CaptureEvent[]
  knows(key: string): boolean
  /** Decides on connections that have waited long enough for a hook. */
  settle(at: Moment, listener: Listener): CaptureEvent[]
  /** Ends connections that the log no longer holds: `keys` are all that it does. */
  keep(keys: ReadonlySet<string>, at: Moment): CaptureEvent[]
  /** Starts a new session: connections that are open are reported again from `since` on, newer ones from their start. */
  restart(since: Moment): CaptureEvent[]
  /** Whether a connection is open that only the log sees, or may be, or one has yet to be decided or forgotten. */
  watching(): boolean
}

/**
 * @param whence finds out where the request of an entry came from
 * @param place finds document and id for an entry
 */
export function createLogConnections(whence: (entry: HarEntry) => Whence, place: Place): LogConnections {
  const tracks = new Map<string, Track>()
  /** EventSources that will reconnect, by document and URL. */
  let retrying = new Map<string, Flow>()

  function begin(track: Track, at: Moment): CaptureEvent[] {
    const { late } = track
    const entry = late === undefined ? track.entry : { ...track.entry, start: late, first: late }
    const { flow, events } = place(entry, at)
    track.state = 'ours'
    const retry = `${flow.doc} ${entry.url}`
    const again = entry.kind === 'eventsource' ? retrying.get(retry) : undefined
    retrying.delete(retry)
    track.flow = again ?? flow
    if (again) return [...events, ...openEvents(entry, again)]
    if (isUnseen(entry))
      events.push({ type: 'unhooked', at, url: entry.url, context: whence(entry).context, why: unseenWhy })
    return [...events, ...connectEvents(entry, flow, late !== undefined)]
  }

  function advance(track: Track): CaptureEvent[] {
    const { entry, flow, over } = track
    if (!flow) return []
    const messages = [
      ...(entry.frames ?? []).slice(track.reported).map((message) => frameEvent(message, flow)),
      ...(entry.events ?? []).slice(track.reported).map((message) => sourceEvent(message, flow)),
    ]
    track.reported = Math.max(track.reported, entry.frames?.length ?? 0, entry.events?.length ?? 0)
    const last = messages.at(-1)?.at ?? 0
    const facts = networkEvent(entry, Math.max(last, track.late ?? entry.start), over, flow)
    if (!over || isUnseen(entry)) return [...messages, facts]
    return [...messages, facts, close(track, flow, Math.max(last, entry.end))]
  }

  function close({ entry }: Track, flow: Flow, at: Moment): CaptureEvent {
    const failed = entry.error !== '' || entry.status !== (entry.kind === 'websocket' ? 101 : 200)
    if (entry.kind === 'websocket') return { type: 'close', at, ...flow, by: failed ? 'error' : 'remote' }
    if (/ABORT|CANCEL/i.test(entry.error)) return { type: 'close', at, ...flow, by: 'page' }
    if (entry.status !== 200) return { type: 'close', at, ...flow, by: 'error' }
    retrying.set(`${flow.doc} ${entry.url}`, flow)
    return { type: 'close', at, ...flow, by: 'error', retrying: true }
  }

  return {
    see(entry, key, over, at) {
      const track = tracks.get(key)
      if (!track) {
        const asked = networkEvent(entry, at, over)
        const fresh: Track = { entry, state: 'asked', asked, flow: undefined, reported: 0, late: undefined, over }
        tracks.set(key, fresh)
        return whence(entry).sure ? [...begin(fresh, at), ...advance(fresh)] : [asked]
      }
      if (track.over) return []
      const grown = count(entry) > track.reported || over
      track.entry = entry
      track.over = over
      if (track.state === 'ours') {
        if (track.flow) return grown ? advance(track) : []
        return [...begin(track, at), ...advance(track)]
      }
      return over ? [networkEvent(entry, at, true)] : []
    },
    knows: (key) => tracks.has(key),
    settle(at, listener) {
      const events: CaptureEvent[] = []
      for (const [key, track] of tracks) {
        if (track.state === 'ours' && track.flow && listener.isDropped(track.flow)) track.state = 'theirs'
        if (isToldOnce(track) && track.state !== 'asked' && at - track.asked.at >= claimedWithin) tracks.delete(key)
        if (track.state !== 'asked') continue
        if (!listener.isUnclaimed(track.asked, whence(track.entry).script)) track.state = 'theirs'
        else if (at - track.asked.at >= claimedWithin) events.push(...begin(track, at), ...advance(track))
      }
      return events
    },
    keep(keys, at) {
      const events: CaptureEvent[] = []
      for (const [key, track] of tracks) {
        if (keys.has(key)) continue
        tracks.delete(key)
        if (track.state === 'ours' && track.flow && !track.over)
          events.push({ type: 'close', at, ...track.flow, by: 'page' })
      }
      return events
    },
    restart(since) {
      retrying = new Map()
      const events: CaptureEvent[] = []
      for (const track of tracks.values()) {
        track.flow = undefined
        const late = track.entry.start < since
        track.late = late ? since : undefined
        track.reported = late ? count(track.entry) : 0
        if (track.state !== 'asked') continue
        if (late) track.state = 'theirs'
        else events.push(track.asked)
      }
      return events
    },
    watching: () => [...tracks.values()].some((track) => (track.over ? isToldOnce(track) : track.state !== 'theirs')),
  }
}

/** Firefox's log shows a connection when it has ended; Chromium's keeps showing it, and `keep` says for how long. */
const isToldOnce = ({ over, entry }: Track) => over && !entry.origin.chromium

const unseenWhy = 'Firefox’s developer tools show that this socket was opened, but not its messages or its end.'

const count = ({ frames, events }: HarEntry) => Math.max(frames?.length ?? 0, events?.length ?? 0)
