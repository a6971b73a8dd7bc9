import type { CaptureEvent, LostEvent } from '../core/event/event.ts'
import { eventSize, factsIn, withoutPayload } from './event-size.ts'
import { createFlowStarts } from './flow-starts.ts'

/**
 * Keeps what an always-armed site does while no panel is open: the newest events, within a bound, and the starts of the
 * flows that have not ended.
 */
export interface Ring {
  put(events: readonly CaptureEvent[]): void
  /** Returns all events, oldest first, and empties the ring. Dropped events are reported by a `lost` event in front. */
  drain(): CaptureEvent[]
  /** Whether no event has been dropped since the last `drain`. */
  whole(): boolean
}

// Share of the room for the starts of flows; later events are worth more.
const startsShare = 0.25

/**
 * @param limit total size, about, in UTF-16 units; beyond it the oldest payloads are dropped, and once none is left, the
 * oldest events
 */
export function createRing(doc: string, limit: number): Ring {
  let events: CaptureEvent[] = []
  let size = 0
  // Events before `first` are gone, events before `bare` have no payload. Both only advance; the array is cut when half of
  // it is gone, so that the cost per event does not grow with time.
  let first = 0
  let bare = 0
  let lostEvents = 0
  let lostPayloads = 0
  const starts = createFlowStarts(limit * startsShare)

  function makeRoom(): void {
    for (; size > limit && bare < events.length; bare++) {
      const event = events[bare]!
      const thinned = withoutPayload(event)
      if (thinned === event) continue
      size -= eventSize(event) - eventSize(thinned)
      events[bare] = thinned
      lostPayloads += factsIn(event)
    }
    for (; size > limit && first < events.length; first++)
      for (const gone of starts.pass(events[first]!)) {
        size -= eventSize(gone)
        lostEvents += factsIn(gone)
      }
    if (first * 2 < events.length || first < 1000) return
    events = events.slice(first)
    bare = Math.max(0, bare - first)
    first = 0
  }

  return {
    put(added) {
      for (const event of added) {
        events.push(event)
        size += eventSize(event)
      }
      makeRoom()
    },
    drain() {
      const begun = starts.drain()
      const kept = events.slice(first)
      if (lostEvents + lostPayloads > 0) {
        const at = kept[0]?.at ?? 0
        const lost: LostEvent = { type: 'lost', at, doc, events: lostEvents, payloads: lostPayloads, why: 'buffer' }
        // An event before a `document` event would belong to the previous page.
        kept.splice(kept[0]?.type === 'document' ? 1 : 0, 0, lost)
      }
      events = []
      size = 0
      first = 0
      bare = 0
      lostEvents = 0
      lostPayloads = 0
      return [...begun, ...kept]
    },
    whole: () => lostEvents === 0,
  }
}
