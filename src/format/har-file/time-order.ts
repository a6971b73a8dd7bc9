/** The remaining events of an entry, in order of time, and the next of them. */
interface Lane<Event> {
  rest: Iterator<Event>
  next: Event
  /** Of the next event. */
  at: number
  /** Breaks ties between events of one moment: the entry that was added first comes first. */
  rank: number
}

/** Merges the events of overlapping entries into one order of time. */
export interface TimeOrder<Event> {
  /** @param events of one entry, in order of time; each is read only when its time has come */
  add(events: Iterable<Event>): void
  /** Yields all remaining events earlier than `at`, in order of time. */
  before(at: number): Generator<Event>
}

/**
 * An empty merge.
 * @param timeOf the time of an event, or any other number by which the events of each entry are in order
 */
export function createTimeOrder<Event>(timeOf: (event: Event) => number): TimeOrder<Event> {
  // A binary heap: its first lane has the earliest next event.
  const heap: Lane<Event>[] = []
  let added = 0

  const isBefore = ({ at, rank }: Lane<Event>, other: Lane<Event>) =>
    at < other.at || (at === other.at && rank < other.rank)

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
      const rest = events[Symbol.iterator]()
      const first = rest.next()
      if (first.done) return
      const lane = { rest, next: first.value, at: timeOf(first.value), rank: added++ }
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
      for (let first = heap[0]; first && first.at < at; first = heap[0]) {
        const event = first.next
        const following = first.rest.next()
        if (!following.done) {
          first.next = following.value
          first.at = timeOf(following.value)
          sinkFirst()
        } else {
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
