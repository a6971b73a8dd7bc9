import { append } from '../../core/base/append.ts'
import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { recognisedBy } from '../../core/session/hearings.ts'
import { type Flow, sourceEvent } from './har-events.ts'
import type { SourceItem } from './source-items.ts'

/** What the reader asks the session about the EventSources of hooks. */
export interface SourceListener {
  /** The session knows this EventSource of a hook, open or closed. */
  isSource(flow: Flow): boolean
  /** The first event of a type that the hook reported, with the beginning of its data; '' and `message` are one type. */
  heardFirst(flow: Flow, name: string): Heard | undefined
}

/** The first event of a type that a hook reported, and how many it has reported by now. */
interface Heard {
  at: Moment
  text: string | undefined
  count: number
}

/** The hook's report of an event comes at most this long after the log shows it, if the page listens for its type. */
export const heardWithin: Milliseconds = 1500
/** How far the clocks of log and hooks may be apart: half a millisecond was seen. */
const clockDrift: Milliseconds = 20

/**
 * The events of one connection of an EventSource that its hook does not hear. A hook hears a type from the moment on at which
 * the page first listens for it, and then all events of the type: so those before the first one that it reported are unheard.
 */
export interface UnheardEvents {
  add(items: readonly SourceItem[]): void
  /** The events and comments of which it is certain by now that the hook does not report them, each once. */
  settle(at: Moment, listener: SourceListener): CaptureEvent[]
  /** Forgets what came before: a new session begins. */
  restart(since: Moment): void
  /** Whether an event is yet to be decided on. */
  waiting(): boolean
}

/** @param flow document and number of the EventSource, as its hook reports it */
export function createUnheardEvents(flow: Flow): UnheardEvents {
  let items: SourceItem[] = []
  let since = Number.NEGATIVE_INFINITY
  /** Types whose first heard event has been found among the items: the hook reports what follows. */
  let heard = new Set<string>()

  /** Leaves out the events of one type that the hook reports. @param all events of the type, in order */
  function unheardOf(name: string, all: readonly SourceItem[], listener: SourceListener): readonly SourceItem[] {
    // The hook listens for these from the beginning.
    if (name === '' || name === 'message' || name === 'open' || name === 'error') return []
    if (heard.has(name)) return []
    const first = listener.heardFirst(flow, name)
    if (!first) return all
    const before = all.filter(({ to }) => to + clockDrift < first.at)
    const rest = all.slice(before.length)
    if (rest.length === 0) return all
    heard.add(name)
    // Of events whose times are not known, the last ones are those that the hook has reported.
    const guess = rest[0]!.from + clockDrift < rest[0]!.to ? rest.length - first.count : 0
    return [...before, ...rest.slice(0, firstOf(rest, first, Math.max(0, guess)))]
  }

  return {
    add(more) {
      append(
        items,
        more.filter(({ to }) => to >= since),
      )
    },
    settle(at, listener) {
      const isDue = ({ to }: SourceItem) => at - to >= heardWithin
      const due = items.filter(isDue)
      if (due.length === 0) return []
      items = items.filter((item) => !isDue(item))
      if (!listener.isSource(flow)) return []
      const comments = due.filter(({ event }) => event.comment).map(({ event }) => sourceEvent(event, flow))
      const events = due.filter(({ event }) => !event.comment)
      const unheard = [...new Set(events.map(({ event }) => event.name))].flatMap((name) =>
        unheardOf(
          name,
          events.filter(({ event }) => event.name === name),
          listener,
        ),
      )
      const told = unheard.map(({ event }): CaptureEvent => ({ ...sourceEvent(event, flow), unheard: true }))
      return [...comments, ...told].sort((one, other) => one.at - other.at)
    },
    restart(from) {
      since = from
      items = []
      heard = new Set()
    },
    waiting: () => items.length > 0,
  }
}

/** The index of the event that the hook reported first: among those that can be it, the one nearest to the guess. */
function firstOf(items: readonly SourceItem[], { at, text }: Heard, guess: number): number {
  let found = -1
  for (const [index, { event, from }] of items.entries()) {
    if (from - clockDrift > at) break
    if (text !== undefined && event.data.slice(0, recognisedBy) !== text) continue
    if (found < 0 || Math.abs(index - guess) < Math.abs(found - guess)) found = index
  }
  if (found >= 0) return found
  // Its report was lost, or the log's copy of it: what came after it is heard all the same.
  const after = items.findIndex(({ from }) => from - clockDrift > at)
  return Math.min(guess, after < 0 ? items.length : after)
}
