import type { Milliseconds, Moment } from '../../core/base/units.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { type Flow, sourceEvent } from './har-events.ts'
import type { SourceItem } from './source-items.ts'

/** What the reader asks the session about the EventSources of hooks. */
export interface SourceListener {
  /** The session knows this EventSource of a hook, open or closed. */
  isSource(flow: Flow): boolean
  /** The first event of a type that the hook reported, with the beginning of its data; '' and `message` are one type. */
  heardFirst(flow: Flow, name: string): { at: Moment; text: string | undefined } | undefined
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

  function isHeard({ event, from, to }: SourceItem, listener: SourceListener): boolean {
    // The hook listens for these from the beginning.
    if (event.name === '' || event.name === 'message' || event.name === 'open' || event.name === 'error') return true
    if (heard.has(event.name)) return true
    const first = listener.heardFirst(flow, event.name)
    if (!first || first.at > to + clockDrift) return false
    const after = first.at < from - clockDrift
    const same = first.text === undefined || event.data.startsWith(first.text)
    if (after || same) heard.add(event.name)
    return after || same
  }

  return {
    add(more) {
      items.push(...more.filter(({ to }) => to >= since))
    },
    settle(at, listener) {
      const isDue = ({ to }: SourceItem) => at - to >= heardWithin
      const due = items.filter(isDue)
      if (due.length === 0) return []
      items = items.filter((item) => !isDue(item))
      if (!listener.isSource(flow)) return []
      return due
        .filter((item) => item.event.comment || !isHeard(item, listener))
        .map(({ event }) => (event.comment ? sourceEvent(event, flow) : { ...sourceEvent(event, flow), unheard: true }))
    },
    restart(from) {
      since = from
      items = []
      heard = new Set()
    },
    waiting: () => items.length > 0,
  }
}
