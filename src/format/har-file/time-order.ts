import type { CaptureEvent } from '../../core/event.ts'
import type { Milliseconds } from '../../core/units.ts'

/** Events of one entry, in order of time, and how many of them have been given. */
interface Lane {
  events: readonly CaptureEvent[]
  next: number
  /** Of events of one moment, those of the entry that was added first come first. */
  rank: number
}

/** Merges the events of entries that overlap into one order of time. */
export interface TimeOrder {
  /** @param events of one entry, in order of time */
  add(events: readonly CaptureEvent[]): void
  /** Gives what is earlier than this, or all. */
  before(at: Milliseconds): Generator<CaptureEvent>
}

export function createTimeOrder(): TimeOrder {
  // A binary heap: the lane whose next event is the earliest is the first.
  const heap: Lane[] = []
  let added = 0

  const timeOf = ({ events, next }: Lane) => events[next]!.at
  const isBefore = (one: Lane, other: Lane) =>
    timeOf(one) < timeOf(other) || (timeOf(one) === timeOf(other) && one.rank < other.rank)

  function sinkFirst(): void {
    const lane = heap[0]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, lane)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = lane
  }

  return {
    add(events) {
      if (events.length === 0) return
      const lane = { events, next: 0, rank: added++ }
      let at = heap.length
      heap.push(lane)
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (!isBefore(lane, heap[parent]!)) break
        heap[at] = heap[parent]!
        at = parent
      }
      heap[at] = lane
    },
    *before(at) {
      for (let first = heap[0]; first && timeOf(first) < at; first = heap[0]) {
        const event = first.events[first.next++]!
        if (first.next < first.events.length) sinkFirst()
        else {
          const last = heap.pop()!
          if (last !== first) {
            heap[0] = last
            sinkFirst()
          }
        }
        yield event
      }
    },
  }
}
