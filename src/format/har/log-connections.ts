import { append } from '../../core/base/append.ts'
import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CaptureEvent, NetworkEvent } from '../../core/event/event.ts'
import { createBesides } from './besides.ts'
import type { HarEntry } from './har-entry.ts'
import { connectEvents, type Flow, frameEvent, isUnseen, networkEvent, openEvents, sourceEvent } from './har-events.ts'
import type { Whence } from './log-contexts.ts'
import { createSourceItems, type SourceItem, type SourceItems } from './source-items.ts'
import { createUnheardEvents, type SourceListener, type UnheardEvents } from './unheard-events.ts'

/** The session that the reader's events go to, as far as the reader needs to know it. */
export interface Listener extends SourceListener {
  /**
   * No hook has reported the request of this event.
   * @param worker the request came from a worker
   */
  isUnclaimed(event: NetworkEvent, worker: boolean): boolean
  /** Another source reported this connection before. */
  isDropped(flow: Flow): boolean
  /** The EventSource that a hook reported: for the request of this event, or in the place of this connection. */
  sourceOf(reported: NetworkEvent | Flow): Flow | undefined
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
  /** Number of messages of a socket that are reported. */
  reported: number
  source: SourceItems
  /** Events and comments that are not reported yet. */
  items: SourceItem[]
  /** What the hook of an EventSource does not hear; undefined where no hook sees the connection. */
  unheard: UnheardEvents | undefined
  /** The EventSource as its hook reports it. */
  hook: Flow | undefined
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
  /** Whether an event may yet turn out to be one that a hook does not hear. */
  deciding(): boolean
}

/**
 * @param whence finds out where the request of an entry came from
 * @param place finds document and id for an entry
 */
export function createLogConnections(whence: (entry: HarEntry) => Whence, place: Place): LogConnections {
  const tracks = new Map<string, Track>()
  /** EventSources that will reconnect, by document and URL. */
  let retrying = new Map<string, Flow>()
  /** Connections that the log holds no more, with events that are yet to be decided on. */
  let gone: UnheardEvents[] = []
  const besides = createBesides()

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
      ...track.items.map(({ event }) => sourceEvent(event, flow)),
    ]
    track.reported = Math.max(track.reported, entry.frames?.length ?? 0)
    track.items = []
    const last = messages.reduce((latest, message) => Math.max(latest, message.at), 0)
    const facts = networkEvent(entry, Math.max(last, track.late ?? entry.start), over, flow)
    if (!over || isUnseen(entry)) return [...messages, facts]
    return [...messages, facts, close(track, flow, Math.max(last, entry.end))]
  }

  function close({ entry }: Track, flow: Flow, at: Moment): CaptureEvent {
    const failed = entry.error !== '' || entry.status !== (entry.kind === 'websocket' ? 101 : 200)
    if (entry.closed?.by === 'error') return { type: 'close', ...flow, ...entry.closed, at }
    if (entry.kind === 'websocket') return { type: 'close', at, ...flow, by: failed ? 'error' : 'remote' }
    // Chrome cancels a request that it has been refused.
    if (entry.status > 0 && entry.status !== 200) return { type: 'close', at, ...flow, by: 'error' }
    if (/ABORT|CANCEL/i.test(entry.error)) return { type: 'close', at, ...flow, by: 'page' }
    if (entry.status !== 200) return { type: 'close', at, ...flow, by: 'error' }
    retrying.set(`${flow.doc} ${entry.url}`, flow)
    return { type: 'close', at, ...flow, by: 'error', retrying: true }
  }

  /** Leaves a connection to its hook, but for what the hook does not hear. */
  function leaveTo(hook: Flow | undefined, track: Track): void {
    track.state = 'theirs'
    track.hook = hook
    track.unheard = hook && track.entry.kind === 'eventsource' ? createUnheardEvents(hook) : undefined
  }

  function takeItems(track: Track, at: Moment): void {
    const { entry, over, late, source } = track
    if (entry.kind === 'eventsource')
      append(
        track.items,
        source.take(entry, over, at).filter(({ to }) => late === undefined || to >= late),
      )
  }

  /** Hands what the log shows of a hook's EventSource on. */
  function listen(key: string, track: Track, at: Moment): CaptureEvent[] {
    const { hook, unheard, items, entry, source } = track
    track.items = []
    if (!hook || !unheard) return []
    unheard.add(items)
    const events = besides.add(key, hook, { ...track, items, shown: source.shown() }, at)
    if (source.isCut())
      events.push({ type: 'unhooked', at, url: entry.url, context: whence(entry).context, why: cutWhy })
    return events
  }

  return {
    see(entry, key, over, at) {
      const track = tracks.get(key)
      if (!track) {
        const asked = networkEvent(entry, at, over)
        const fresh: Track = {
          ...{ entry, state: 'asked', asked, flow: undefined, reported: 0, late: undefined, over },
          ...{ source: createSourceItems(entry.start), items: [], unheard: undefined, hook: undefined },
        }
        tracks.set(key, fresh)
        takeItems(fresh, at)
        return whence(entry).sure ? [...begin(fresh, at), ...advance(fresh)] : [asked]
      }
      if (track.over) return []
      track.entry = entry
      track.over = over
      takeItems(track, at)
      const grown = (entry.frames?.length ?? 0) > track.reported || track.items.length > 0 || over
      if (track.state === 'ours') {
        if (track.flow) return grown ? advance(track) : []
        return [...begin(track, at), ...advance(track)]
      }
      const heard = track.state === 'theirs' ? listen(key, track, at) : []
      return over ? [...heard, networkEvent(entry, at, true)] : heard
    },
    knows: (key) => tracks.has(key),
    settle(at, listener) {
      const events = gone.flatMap((unheard) => unheard.settle(at, listener))
      gone = gone.filter((unheard) => unheard.waiting())
      for (const [key, track] of tracks) {
        if (track.state === 'ours' && track.flow && listener.isDropped(track.flow))
          leaveTo(listener.sourceOf(track.flow), track)
        if (track.unheard) append(events, track.unheard.settle(at, listener))
        if (isToldOnce(track) && track.state !== 'asked' && at - track.asked.at >= claimedWithin) forget(key, track)
        if (track.state !== 'asked') continue
        if (!listener.isUnclaimed(track.asked, whence(track.entry).script)) {
          leaveTo(listener.sourceOf(track.asked), track)
          append(events, listen(key, track, at))
        } else if (at - track.asked.at >= claimedWithin) append(events, [...begin(track, at), ...advance(track)])
      }
      return events
    },
    keep(keys, at) {
      const events: CaptureEvent[] = []
      for (const [key, track] of tracks) {
        if (keys.has(key) || (track.entry.kind === 'websocket' && isToldOnce(track))) continue
        forget(key, track)
        if (track.state === 'ours' && track.flow && !track.over)
          events.push({ type: 'close', at, ...track.flow, by: 'page' })
      }
      return events
    },
    restart(since) {
      retrying = new Map()
      besides.restart()
      gone = []
      const events: CaptureEvent[] = []
      for (const track of tracks.values()) {
        track.flow = undefined
        const late = track.entry.start < since
        track.late = late ? since : undefined
        track.reported = late ? (track.entry.frames?.length ?? 0) : 0
        track.items = []
        track.unheard?.restart(since)
        if (!late) {
          track.source = createSourceItems(track.entry.start)
          takeItems(track, since)
        }
        if (track.state !== 'asked') continue
        if (late) leaveTo(undefined, track)
        else events.push(track.asked)
      }
      return events
    },
    watching: () => [...tracks.values()].some(isWatched),
    deciding: () => gone.length > 0 || [...tracks.values()].some(({ unheard }) => unheard?.waiting()),
  }

  function forget(key: string, { unheard }: Track): void {
    tracks.delete(key)
    if (unheard?.waiting()) gone.push(unheard)
  }
}

const isWatched = (track: Track) =>
  track.over ? isToldOnce(track) : track.state !== 'theirs' || track.unheard !== undefined

/** Firefox's log shows a connection when it has ended; Chromium's keeps showing it, and `keep` says for how long. */
const isToldOnce = ({ over, entry }: Track) => over && !entry.origin.chromium

const cutWhy =
  'Firefox’s developer tools show the first megabyte of an event stream: of what came later, comments and events of types that the page does not listen for are not counted.'

const unseenWhy = 'Firefox’s developer tools show that this socket was opened, but not its messages or its end.'
