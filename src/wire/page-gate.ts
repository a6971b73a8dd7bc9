import type { Moment } from '../core/base/units.ts'
import { isOutOfRange } from '../core/event/check-event.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { eventFromPage, skippedIn } from './page-record.ts'
import { createPlausible, type DocumentClock } from './plausible.ts'

/**
 * The gate between a page and everything that believes its events. A page is hostile input: it may have found the hooks' port, or be
 * an advertisement's frame. What passes is of the shape of an event, of this document, and within what a browser can have done.
 */
export interface PageGate {
  /** Takes records as they came. @returns the events in them, and a `lost` event in the place of records that the hooks left out */
  take(records: readonly unknown[]): CaptureEvent[]
  /** Takes the number of facts that the hooks say they have still to hand over. @returns 0 where no page can have so many */
  waiting(facts: unknown): number
  /**
   * What was refused since the last call, as `lost` events.
   * @param at their time, in ms since the Unix epoch
   */
  refused(at: Moment): CaptureEvent[]
}

/** The columns of a run of messages before they became text, which it would cost the page time to read. */
function columnsOf(record: unknown): Uint8Array | undefined {
  const { columns } = record as { columns?: unknown }
  return ArrayBuffer.isView(columns)
    ? new Uint8Array(columns.buffer, columns.byteOffset, columns.byteLength)
    : undefined
}

/**
 * @param doc name of the document, which its events get whatever they say
 * @param clock of the document
 */
export function createPageGate(doc: string, clock: DocumentClock): PageGate {
  const plausible = createPlausible(clock)
  let misshapen = 0
  let implausible = 0

  function leftOut(count: number, before: CaptureEvent | undefined): CaptureEvent | undefined {
    if (plausible.skipped(count))
      return { type: 'lost', at: before?.at ?? clock.now(), doc, events: count, why: 'flood' }
    implausible++
    return undefined
  }

  function eventOf(record: unknown, before: CaptureEvent | undefined): CaptureEvent | undefined {
    const skipped = skippedIn(record)
    if (skipped > 0) return leftOut(skipped, before)
    const event = eventFromPage(record, doc)
    if (typeof event !== 'string' && plausible.event(event, columnsOf(record))) return plausible.withoutClaims(event)
    if (typeof event === 'string' && !isOutOfRange(event)) misshapen++
    else implausible++
    return undefined
  }

  return {
    take(records) {
      const events: CaptureEvent[] = []
      for (const record of records) {
        const event = eventOf(record, events.at(-1))
        if (event) events.push(event)
      }
      return events
    },
    waiting(facts) {
      if (facts === 0) return 0
      if (Number.isSafeInteger(facts) && (facts as number) > 0 && plausible.skipped(facts as number))
        return facts as number
      implausible++
      return 0
    },
    refused(at) {
      const lost: CaptureEvent[] = []
      if (misshapen > 0) lost.push({ type: 'lost', at, doc, events: misshapen, why: 'shape' })
      if (implausible > 0) lost.push({ type: 'lost', at, doc, events: implausible, why: 'implausible' })
      misshapen = 0
      implausible = 0
      return lost
    },
  }
}
