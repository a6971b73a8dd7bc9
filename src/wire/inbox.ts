import type { CaptureEvent } from '../core/event/event.ts'
import { allFactsIn } from './event-size.ts'
import type { Ack, Batch } from './link.ts'

/**
 * The panel's end of the numbered batches. Takes them in order only: what came twice is dropped, what is missing is asked for
 * again, and what the bridge no longer has is counted.
 */
export interface Inbox {
  /** @returns the events that are new and next, with a `lost` event in front where some are gone for good. */
  take(batch: Batch): CaptureEvent[]
  /** One acknowledgement for each document that sent something since the last call. */
  acknowledgements(): Ack[]
}

interface Arrived {
  seq: number
  events: number
  again: boolean
}

export function createInbox(): Inbox {
  const arrived = new Map<string, Arrived>()
  const unsaid = new Set<string>()
  return {
    take(batch) {
      unsaid.add(batch.doc)
      const known = arrived.get(batch.doc)
      if (known && batch.seq <= known.seq) return []
      // A relay that had just started threw some away before this panel was back. The bridge keeps them until they are
      // acknowledged, unless another panel has done that.
      if (known && batch.seq > known.seq + 1 && batch.seq !== batch.oldest) {
        known.again = true
        return []
      }
      // The first batch seen sets the mark: what went before was another panel's.
      const missing = known ? batch.before - known.events : 0
      arrived.set(batch.doc, { seq: batch.seq, events: batch.before + allFactsIn(batch.events), again: false })
      if (missing <= 0) return batch.events
      const at = batch.events[0]?.at ?? 0
      return [{ type: 'lost', at, doc: batch.doc, events: missing, why: 'relay' }, ...batch.events]
    },
    acknowledgements() {
      const acks = [...unsaid].map((doc): Ack => {
        const known = arrived.get(doc)!
        const { seq, again } = known
        known.again = false
        return again ? { kind: 'ack', doc, seq, again } : { kind: 'ack', doc, seq }
      })
      unsaid.clear()
      return acks
    },
  }
}
