import type { Milliseconds, Moment } from '../core/base/units.ts'
import { checkEvent } from '../core/event/check-event.ts'
import type { CaptureEvent, EventType } from '../core/event/event.ts'
import { allFactsIn } from './event-size.ts'
import type { Ack, Batch } from './link.ts'

/**
 * The panel's end of the numbered batches. Takes batches in order only: repeated batches are dropped, missing ones
 * requested again, and those that the bridge no longer has are counted as lost.
 */
export interface Inbox {
  /** @returns the events that are new and next in order, preceded by a `lost` event where some are gone for good */
  take(batch: Batch): CaptureEvent[]
  /**
   * What is missing of a document whose bridge is gone for good, and that it can therefore not send again: a `lost` event, where
   * batches behind a gap have shown that there was something.
   */
  missing(doc: string): CaptureEvent[]
  /** One acknowledgement for each document that sent a batch since the last call. */
  acknowledgements(): Ack[]
}

interface Arrived {
  seq: number
  events: number
  again: boolean
  /** The batch furthest behind a gap, and the facts up to its end. */
  beyond?: { seq: number; events: number }
}

/**
 * A document's clock stops while the machine sleeps and does not follow when somebody sets the clock (High Resolution Time, 4.1): it
 * may be days behind, for as long as a tab stays open, or ahead by as much as the clock was set back.
 */
const behind: Milliseconds = 400 * 86_400_000
const ahead: Milliseconds = 7 * 86_400_000

/** Types of events that no bridge sends: they come from the developer tools' network log, which the panel reads itself. */
const notOfBridges: ReadonlySet<EventType> = new Set<EventType>(['network', 'unhooked'])

/**
 * An inbox for the documents of a tab. A bridge has checked what its page says, but it runs in the page's process: an event that is
 * none, is another document's, or lies far from the panel's own time is left out and counted.
 * @param now the panel's clock, in ms since the Unix epoch
 */
export function createInbox(now: () => Moment = Date.now): Inbox {
  const arrived = new Map<string, Arrived>()
  const unacknowledged = new Set<string>()

  function believable(doc: string, value: unknown, time: Moment): boolean {
    const event = checkEvent(value)
    if (typeof event === 'string' || notOfBridges.has(event.type)) return false
    return 'doc' in event && event.doc === doc && event.at >= time - behind && event.at <= time + ahead
  }

  function checked({ doc, events }: Batch): CaptureEvent[] {
    const time = now()
    const good = events.filter((event) => believable(doc, event, time))
    const bad = events.length - good.length
    return bad === 0 ? events : [...good, { type: 'lost', at: time, doc, events: bad, why: 'implausible' }]
  }

  return {
    take(batch) {
      unacknowledged.add(batch.doc)
      const known = arrived.get(batch.doc)
      if (known && batch.seq <= known.seq) return []
      // A gap: a relay that had just started dropped batches before this panel was connected again. The bridge keeps
      // batches until they are acknowledged, unless another panel has done that.
      if (known && batch.seq > known.seq + 1 && batch.seq !== batch.oldest) {
        known.again = true
        if (batch.seq > (known.beyond?.seq ?? 0))
          known.beyond = { seq: batch.seq, events: batch.before + allFactsIn(batch.events) }
        return []
      }
      // The first batch from a document sets the start: earlier ones went to another panel.
      const missing = known ? batch.before - known.events : 0
      arrived.set(batch.doc, { seq: batch.seq, events: batch.before + allFactsIn(batch.events), again: false })
      const events = checked(batch)
      if (missing <= 0) return events
      const at = events[0]?.at ?? now()
      return [{ type: 'lost', at, doc: batch.doc, events: missing, why: 'relay' }, ...events]
    },
    missing(doc) {
      const known = arrived.get(doc)
      if (!known?.beyond || known.beyond.seq <= known.seq) return []
      const events = known.beyond.events - known.events
      arrived.set(doc, { ...known.beyond, again: false })
      return events > 0 ? [{ type: 'lost', at: now(), doc, events, why: 'relay' }] : []
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
