import type { CaptureEvent } from '../core/event/event.ts'
import { allFactsIn } from './event-size.ts'
import type { Ack, Batch } from './link.ts'

/**
 * The panel's end of the numbered batches. Takes batches in order only: repeated batches are dropped, missing ones
 * requested again, and those that the bridge no longer has are counted as lost.
 */
export interface Inbox {
  /** @returns the events that are new and next in order, preceded by a `lost` event where some are gone for good */
  take(batch: Batch): CaptureEvent[]
  /** One acknowledgement for each document that sent a batch since the last call. */
  acknowledgements(): Ack[]
}

interface Arrived {
  seq: number
  events: number
  again: boolean
}

/** An inbox for the documents of a tab. */
export function createInbox(): Inbox {
  const arrived = new Map<string, Arrived>()
  const unacknowledged = new Set<string>()
  return {
    take(batch) {
      unacknowledged.add(batch.doc)
      const known = arrived.get(batch.doc)
      if (known && batch.seq <= known.seq) return []
      // A gap: a relay that had just started dropped batches before this panel was connected again. The bridge keeps
      // batches until they are acknowledged, unless another panel has done that.
      if (known && batch.seq > known.seq + 1 && batch.seq !== batch.oldest) {
        known.again = true
        return []
      }
      // The first batch from a document sets the start: earlier ones went to another panel.
      const missing = known ? batch.before - known.events : 0
      arrived.set(batch.doc, { seq: batch.seq, events: batch.before + allFactsIn(batch.events), again: false })
      if (missing <= 0) return batch.events
      const at = batch.events[0]?.at ?? 0
      return [{ type: 'lost', at, doc: batch.doc, events: missing, why: 'relay' }, ...batch.events]
    },
    acknowledgements() {
      const acks = [...unacknowledged].map((doc): Ack => {
        const known = arrived.get(doc)!
        const { seq, again } = known
        known.again = false
        return again ? { kind: 'ack', doc, seq, again } : { kind: 'ack', doc, seq }
      })
      unacknowledged.clear()
      return acks
    },
  }
}
