import type { CaptureEvent } from '../core/event/event.ts'
import { allFactsIn, eventSize, factsIn, withoutPayload } from './event-size.ts'
import type { Batch } from './link.ts'

/**
 * UTF-16 units of unacknowledged events: more than a second of the fastest traffic whose payloads the hooks report. Beyond this limit
 * payloads are dropped, beyond twice the limit whole events; both are counted.
 */
const defaultLimit = 128_000_000
/**
 * UTF-16 units of a batch; larger ones are split. Browsers refuse messages over 64 MiB, and large ones hold up the panel.
 */
const maxBatchSize = 2_000_000

/** Keeps numbered batches until they are acknowledged. The owner does the sending. */
export interface Outbox {
  /**
   * Takes events and returns the batches to send now.
   * @param at time of a `lost` event, in ms since the Unix epoch
   */
  put(events: CaptureEvent[], at: number): Batch[]
  /** Forgets the batches up to `seq`, which have arrived. */
  acknowledge(seq: number): void
  /** All unacknowledged batches, to be sent again. */
  pending(): readonly Batch[]
  /** Number of facts in all events so far, those included that were dropped. */
  facts(): number
}

/**
 * @param doc the document whose events are sent
 * @param limit UTF-16 units of unacknowledged events before payloads are dropped
 */
export function createOutbox(doc: string, limit = defaultLimit): Outbox {
  let seq = 0
  let before = 0
  let size = 0
  let lostEvents = 0
  let lostPayloads = 0
  const sizes = new Map<number, number>()
  let kept: Batch[] = []

  function thin(event: CaptureEvent): CaptureEvent | undefined {
    if (size <= limit) return event
    if (size > 2 * limit) {
      lostEvents += factsIn(event)
      return undefined
    }
    const thinned = withoutPayload(event)
    if (thinned !== event) lostPayloads += factsIn(event)
    return thinned
  }

  function close(events: CaptureEvent[], bytes: number): Batch {
    const batch: Batch = { kind: 'batch', doc, seq: ++seq, before, oldest: kept[0]?.seq ?? seq, events }
    before += allFactsIn(events)
    sizes.set(seq, bytes)
    kept.push(batch)
    return batch
  }

  return {
    put(events, at) {
      const batches: Batch[] = []
      let current: CaptureEvent[] = []
      let bytes = 0
      for (const event of events) {
        const thinned = thin(event)
        if (!thinned) continue
        const cost = eventSize(thinned)
        if (bytes + cost > maxBatchSize && current.length > 0) {
          batches.push(close(current, bytes))
          current = []
          bytes = 0
        }
        current.push(thinned)
        bytes += cost
        size += cost
      }
      if (lostEvents + lostPayloads > 0 && size <= 2 * limit) {
        const lost: CaptureEvent = { type: 'lost', at, doc, events: lostEvents, payloads: lostPayloads, why: 'buffer' }
        current.push(lost)
        bytes += eventSize(lost)
        size += eventSize(lost)
        lostEvents = 0
        lostPayloads = 0
      }
      if (current.length > 0) batches.push(close(current, bytes))
      return batches
    },
    acknowledge(arrived) {
      kept = kept.filter((batch) => {
        if (!(batch.seq <= arrived)) return true // also true where `arrived` is not a number
        size -= sizes.get(batch.seq) ?? 0
        sizes.delete(batch.seq)
        return false
      })
    },
    pending: () => kept.map((batch) => ({ ...batch, oldest: kept[0]!.seq })),
    facts: () => before + lostEvents,
  }
}
