import type { CaptureEvent } from '../core/event/event.ts'

// Rough size of an event without payload as JSON.
const plainEvent = 160

/** About how many UTF-16 units an event takes as JSON. */
export function eventSize(event: CaptureEvent): number {
  let size = plainEvent
  // Whatever is long: servers and pages choose names and ids, too.
  for (const name in event) {
    const value = event[name as keyof CaptureEvent] as unknown
    if (typeof value === 'string') size += value.length
  }
  return size
}

/** The event with its payload left out and marked as cut; the event itself where it has none. */
export function withoutPayload(event: CaptureEvent): CaptureEvent {
  if (!('text' in event) && !('data' in event)) return event
  const { text: _text, data: _data, ...rest } = event as CaptureEvent & { text?: string; data?: string }
  return { ...rest, cut: true } as CaptureEvent
}

/** How many messages or other facts an event tells. */
export const factsIn = (event: CaptureEvent) => (event.type === 'messages' ? event.count : 1)

/** The same of a list. */
export const allFactsIn = (events: readonly CaptureEvent[]) => events.reduce((sum, event) => sum + factsIn(event), 0)
