import type { Milliseconds } from '../../core/base/units.ts'
import type { CaptureEvent, NetworkEvent } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'
import { connectEvents, type Flow, frameEvent, isUnseen, networkEvent, openEvents, sourceEvent } from './har-events.ts'
import type { Whence } from './log-contexts.ts'

/** What the reader knows of the session that its events go to. */
export interface Listener {
  /** No hook has told of what this speaks of. @param worker it is a worker's */
  isUnclaimed(event: NetworkEvent, worker: boolean): boolean
  /** Somebody else told of this connection before. */
  isDropped(flow: Flow): boolean
}

/** Finds the place of an entry of the log's own, saying so where it is new. */
export type Place = (entry: HarEntry, at: Milliseconds) => { flow: Flow; events: CaptureEvent[] }

/** A hook tells of a request within this time after the log does, or it does not see it at all. */
export const claimedWithin: Milliseconds = 3000

/** One socket, or one go of an EventSource. */
interface Track {
  entry: HarEntry
  /** Asked: may yet be a hook's. Theirs: is a hook's, which has the messages. Ours: only the log sees it. */
  state: 'asked' | 'theirs' | 'ours'
  asked: NetworkEvent
  flow: Flow | undefined
  /** Messages that have been told. */
  told: number
  /** Told of from here on: it had begun before. */
  late: Milliseconds | undefined
  over: boolean
}

/** Connections of the log: those that no hook sees are followed, message by message. */
export interface LogConnections {
  /** @param key the same for the same connection, whenever it is seen, @param over it has ended */
  see(entry: HarEntry, key: string, over: boolean, at: Milliseconds): CaptureEvent[]
  knows(key: string): boolean
  /** Decides what has waited long enough for a hook. */
  settle(at: Milliseconds, listener: Listener): CaptureEvent[]
  /** These are all that the log holds: others are gone. */
  keep(keys: ReadonlySet<string>, at: Milliseconds): CaptureEvent[]
  /** The session begins anew: what is open is told of again, from here on; what began after `since`, from its start. */
  restart(since: Milliseconds): CaptureEvent[]
  /** Something is open that only the log sees, or may; or is yet to be decided or forgotten. */
  watching(): boolean
}

export function createLogConnections(whence: (entry: HarEntry) => Whence, place: Place): LogConnections {
  const tracks = new Map<string, Track>()
  /** EventSources that will connect again, by document and URL. */
  let retrying = new Map<string, Flow>()

  function begin(track: Track, at: Milliseconds): CaptureEvent[] {
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
      ...(entry.frames ?? []).slice(track.told).map((one) => frameEvent(one, flow)),
      ...(entry.events ?? []).slice(track.told).map((one) => sourceEvent(one, flow)),
    ]
    track.told = Math.max(track.told, entry.frames?.length ?? 0, entry.events?.length ?? 0)
    const last = messages.at(-1)?.at ?? 0
    const facts = networkEvent(entry, Math.max(last, track.late ?? entry.start), over, flow)
    if (!over || isUnseen(entry)) return [...messages, facts]
    return [...messages, facts, close(track, flow, Math.max(last, entry.end))]
  }

  function close({ entry }: Track, flow: Flow, at: Milliseconds): CaptureEvent {
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
        const fresh: Track = { entry, state: 'asked', asked, flow: undefined, told: 0, late: undefined, over }
        tracks.set(key, fresh)
        return whence(entry).sure ? [...begin(fresh, at), ...advance(fresh)] : [asked]
      }
      if (track.over) return []
      const grown = count(entry) > track.told || over
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
        track.told = late ? count(track.entry) : 0
        if (track.state !== 'asked') continue
        if (late) track.state = 'theirs'
        else events.push(track.asked)
      }
      return events
    },
    watching: () => [...tracks.values()].some((track) => (track.over ? isToldOnce(track) : track.state !== 'theirs')),
  }
}

/** Firefox's log tells of a connection when it is over; Chromium's goes on showing it, and keep() says for how long. */
const isToldOnce = ({ over, entry }: Track) => over && !entry.origin.chromium

const unseenWhy = 'Firefox’s developer tools show that this socket was opened, but not its messages or its end.'

const count = ({ frames, events }: HarEntry) => Math.max(frames?.length ?? 0, events?.length ?? 0)
