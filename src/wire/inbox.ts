import type { CaptureEvent } from '../core/event.ts'
import type { Ack, Batch } from './link.ts'

/** The panel's end of the numbered batches: what came twice is dropped, what never came is counted. */
export interface Inbox {
  /** @returns the events that are new, with a `lost` event in front where some are missing. */
  take(batch: Batch): CaptureEvent[]
  /** One acknowledgement for each document that sent something since the last call. */
  acknowledgements(): Ack[]
}

export function createInbox(): Inbox {
  const arrived = new Map<string, { seq: number; events: number }>()
  const unsaid = new Set<string>()
  return {
    take(batch) {
      unsaid.add(batch.doc)
      const known = arrived.get(batch.doc)
      if (known && batch.seq <= known.seq) return []
      // Another panel may have taken what came before this one opened; the first batch seen sets the mark.
      const missing = known ? batch.before - known.events : 0
      arrived.set(batch.doc, { seq: batch.seq, events: batch.before + batch.events.length })
      if (missing <= 0) return batch.events
      const at = batch.events[0]?.at ?? 0
      return [{ type: 'lost', at, doc: batch.doc, events: missing, why: 'relay' }, ...batch.events]
    },
    acknowledgements() {
      const acks = [...unsaid].map((doc): Ack => ({ kind: 'ack', doc, seq: arrived.get(doc)!.seq }))
      unsaid.clear()
      return acks
    },
  }
}
