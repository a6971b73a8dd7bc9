import { setBounded } from '../core/base/bounded-map.ts'
import type { Milliseconds, Moment } from '../core/base/units.ts'
import { checkEvent } from '../core/event/check-event.ts'
import type { CaptureEvent, EventType } from '../core/event/event.ts'
import { isBatch } from './envelope.ts'
import { allFactsIn, factsIn } from './event-size.ts'
import type { Ack, Batch } from './link.ts'

/**
 * The panel's end of the numbered batches. Takes batches in order only: repeated batches are dropped, missing ones
 * requested again, and those that the bridge no longer has are counted as lost.
 */
export interface Inbox {
  /**
   * Takes what has arrived, a batch if it is as it should be.
   * @returns the events that are new and next in order, preceded by a `lost` event where some are gone for good
   */
  take(received: unknown): CaptureEvent[]
  /**
   * What is missing of a document whose bridge is gone for good, and that it can therefore not send again: a `lost` event, where
   * batches behind a gap have shown that there was something.
   */
  missing(doc: string): CaptureEvent[]
  /** Number of facts of a document that have arrived, from its start; those that are known to be lost count as arrived. */
  facts(doc: string): number
  /**
   * Waits no longer for what a document has recorded: what arrives of it later is left out.
   * @param facts that the document has recorded by now
   * @returns a `lost` event for those that have not arrived, if there are any
   */
  giveUp(doc: string, facts: number): CaptureEvent[]
  /** One acknowledgement for each document that sent a batch since the last call. */
  acknowledgements(): Ack[]
}

interface Arrived {
  seq: number
  facts: number
  /** Facts up to here are counted as lost, whether or not they arrive. */
  givenUp: number
  again: boolean
  /** The batch furthest behind a gap, and the facts up to its end. */
  beyond?: { seq: number; facts: number }
}

/**
 * A document's clock stops while the machine sleeps and does not follow when somebody sets the clock (High Resolution Time, 4.1): it
 * may be days behind, for as long as a tab stays open, or ahead by as much as the clock was set back.
 */
const behind: Milliseconds = 400 * 86_400_000
const ahead: Milliseconds = 7 * 86_400_000

/** Documents that are remembered: those of a page that makes frame after frame. */
const maxDocuments = 10_000

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

  function isBelievable(event: CaptureEvent, doc: string, time: Moment): boolean {
    if (notOfBridges.has(event.type)) return false
    return 'doc' in event && event.doc === doc && event.at >= time - behind && event.at <= time + ahead
  }

  function checked({ doc, events }: Batch): CaptureEvent[] {
    const time = now()
    let bad = 0
    const good = events.filter((value) => {
      const event = checkEvent(value)
      if (typeof event === 'string') bad++
      else if (isBelievable(event, doc, time)) return true
      else bad += factsIn(event)
      return false
    })
    return bad === 0 ? events : [...good, { type: 'lost', at: time, doc, events: bad, why: 'implausible' }]
  }

  /** The events of a batch without its first facts, which are counted as lost already. */
  function withoutFirst(events: CaptureEvent[], facts: number, doc: string): CaptureEvent[] {
    let left = facts
    let first = 0
    while (left > 0 && first < events.length) left -= factsIn(events[first++]!)
    if (first === 0) return events
    const rest = events.slice(first)
    // A run of messages is left out as a whole: those of them beyond the first facts are not counted yet.
    return left < 0 ? [{ type: 'lost', at: events[first - 1]!.at, doc, events: -left, why: 'ended' }, ...rest] : rest
  }

  /** Documents that said something last stand last. */
  function note(doc: string, news: Arrived): void {
    arrived.delete(doc)
    setBounded(arrived, doc, news, maxDocuments)
  }

  return {
    take(batch) {
      if (!isBatch(batch)) return [{ type: 'lost', at: now(), events: 1, why: 'shape' }]
      unacknowledged.add(batch.doc)
      const known = arrived.get(batch.doc)
      if (known && batch.seq <= known.seq) return []
      const all = checked(batch)
      const upTo = batch.before + allFactsIn(all)
      // A gap: a relay that had just started dropped batches before this panel was connected again. The bridge keeps
      // batches until they are acknowledged, unless another panel has done that.
      if (known && batch.seq > known.seq + 1 && batch.seq !== batch.oldest) {
        known.again = true
        if (batch.seq > (known.beyond?.seq ?? 0)) known.beyond = { seq: batch.seq, facts: upTo }
        return []
      }
      // The first batch from a document sets the start: earlier ones went to another panel.
      const { facts, givenUp } = known ?? { facts: batch.before, givenUp: 0 }
      note(batch.doc, { seq: batch.seq, facts: upTo, givenUp, again: false })
      const events = withoutFirst(all, givenUp - batch.before, batch.doc)
      const missing = batch.before - Math.max(facts, givenUp)
      if (missing <= 0) return events
      const at = events[0]?.at ?? now()
      return [{ type: 'lost', at, doc: batch.doc, events: missing, why: 'relay' }, ...events]
    },
    missing(doc) {
      const known = arrived.get(doc)
      if (!known?.beyond || known.beyond.seq <= known.seq) return []
      const { facts, givenUp, beyond } = known
      const events = beyond.facts - Math.max(facts, givenUp)
      note(doc, { ...beyond, givenUp, again: false })
      return events > 0 ? [{ type: 'lost', at: now(), doc, events, why: 'relay' }] : []
    },
    facts(doc) {
      const known = arrived.get(doc)
      return known ? Math.max(known.facts, known.givenUp) : 0
    },
    giveUp(doc, facts) {
      const known = arrived.get(doc)
      if (!known) return []
      const events = facts - Math.max(known.facts, known.givenUp)
      if (events <= 0) return []
      known.givenUp = facts
      return [{ type: 'lost', at: now(), doc, events, why: 'ended' }]
    },
    acknowledgements() {
      const acks = [...unacknowledged].flatMap((doc): Ack[] => {
        const known = arrived.get(doc)
        if (!known) return []
        const { seq, again } = known
        known.again = false
        return [again ? { kind: 'ack', doc, seq, again } : { kind: 'ack', doc, seq }]
      })
      unacknowledged.clear()
      return acks
    },
  }
}
