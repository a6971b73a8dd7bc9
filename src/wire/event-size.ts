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

/** How many facts an event reports: the messages of a `messages` event, 1 for any other. */
export const factsIn = (event: CaptureEvent) => (event.type === 'messages' ? event.count : 1)

/** How many facts a list of events reports. */
export const allFactsIn = (events: readonly CaptureEvent[]) => events.reduce((sum, event) => sum + factsIn(event), 0)
