import type { CaptureEvent } from '../core/event/event.ts'

// UTF-16 units of an event without its texts, written as JSON; a rough average.
const plainEvent = 160

/** Approximate size of an event as JSON, in UTF-16 units. */
export function eventSize(event: CaptureEvent): number {
  let size = plainEvent
  // All texts are counted, not the payload alone: servers and pages also choose names and ids.
  for (const name in event) {
    const value = event[name as keyof CaptureEvent] as unknown
    if (typeof value === 'string') size += value.length
  }
  return size
}

/** The event without its payload, marked as cut; the event itself where it has no payload. */
export function withoutPayload(event: CaptureEvent): CaptureEvent {
  if (!('text' in event) && !('data' in event)) return event
  const { text: _text, data: _data, ...rest } = event as CaptureEvent & { text?: string; data?: string }
  return { ...rest, cut: true } as CaptureEvent
}

/**
 * How many facts an event stands for: the messages of a `messages` event, the events that a `lost` event counts, 1 for any other. What
 * a document reports and what arrives of it can be compared by them, whatever was lost in between.
 */
export function factsIn(event: CaptureEvent): number {
  if (event.type === 'messages') return event.count
  return event.type === 'lost' ? event.events : 1
}

/** How many facts a list of events reports. */
export const allFactsIn = (events: readonly CaptureEvent[]) => events.reduce((sum, event) => sum + factsIn(event), 0)
