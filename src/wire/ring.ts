import type { CaptureEvent, LostEvent } from '../core/event/event.ts'
import { eventSize, factsIn, withoutPayload } from './event-size.ts'
import { createFlowStarts } from './flow-starts.ts'

/**
 * What a site that is always armed has done while no panel looked: the newest of it, within a bound, and how that began which
 * is not over.
 */
export interface Ring {
  put(events: readonly CaptureEvent[]): void
  /** Gives everything back, oldest first, and empties the ring. What had to go is told by a `lost` event before the rest. */
  drain(): CaptureEvent[]
  /** Whether everything since the last drain is still there. */
  whole(): boolean
}

// Of all the room: what is told later is worth more.
const startsShare = 0.25

/**
 * @param limit size in UTF-16 units, about, beyond which the oldest payloads go; once none is left, the oldest events.
 */
export function createRing(doc: string, limit: number): Ring {
  let events: CaptureEvent[] = []
  let size = 0
  // Everything before `first` is gone, everything before `bare` is without payload. Both only move on; the array is cut when
  // half of it is gone, so that an event costs the same however long this lasts.
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
      lostPayloads++
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
        // What is told before a new page is told of belongs to the page before.
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
