import type { CaptureEvent } from '../core/event/event.ts'
import { eventSize } from './event-size.ts'

/**
 * Keeps the events without which later events of a flow would mean nothing: the document, how each open connection or
 * request began, and its latest state. Bounded: beyond the limit the oldest flow is dropped.
 */
export interface FlowStarts {
  /**
   * Takes an event that is about to be dropped.
   * @returns the events that are dropped for good: mostly the event itself, or an older event that it replaces
   */
  pass(event: CaptureEvent): CaptureEvent[]
  /** Returns the kept events in order and empties this. */
  drain(): CaptureEvent[]
}

/** @param limit total size of the kept events, about, in UTF-16 units */
export function createFlowStarts(limit: number): FlowStarts {
  let document: CaptureEvent | undefined
  /** Kept events by flow id, then by the part of the flow's state they describe. */
  let flows = new Map<number, Map<string, CaptureEvent>>()
  let size = 0

  function keep(flow: Map<string, CaptureEvent>, part: string, event: CaptureEvent): CaptureEvent[] {
    const before = take(flow, part)
    flow.set(part, event)
    size += eventSize(event)
    return before
  }

  function take(flow: Map<string, CaptureEvent>, part: string): CaptureEvent[] {
    const event = flow.get(part)
    if (!event) return []
    flow.delete(part)
    size -= eventSize(event)
    return [event]
  }

  function end(id: number): CaptureEvent[] {
    const flow = flows.get(id)
    if (!flow) return []
    flows.delete(id)
    return [...flow.keys()].flatMap((part) => take(flow, part))
  }

  function taken(event: CaptureEvent): CaptureEvent[] {
    if (event.type === 'document') {
      const before = document
      document = event
      return before ? [before] : []
    }
    if (!('id' in event) || event.id === undefined) return [event]
    const { type, id } = event
    const flow = flows.get(id)
    if (type === 'connect' || type === 'request') {
      if (flow) return [event] // announced again for a later panel
      const begun = new Map<string, CaptureEvent>()
      flows.set(id, begun)
      return keep(begun, 'start', event)
    }
    if (!flow) return [event]
    if (type === 'close' && event.retrying) return [event, ...take(flow, 'open')]
    if (type === 'close' || type === 'finish' || (type === 'peer' && event.connection === 'closed'))
      return [event, ...end(id)]
    if (type === 'open' || type === 'response' || type === 'peer') return keep(flow, type, event)
    if (type === 'channel') return keep(flow, `channel ${event.channel}`, event)
    return [event]
  }

  return {
    pass(event) {
      const gone = taken(event)
      while (size > limit) gone.push(...end(flows.keys().next().value!))
      return gone
    },
    drain() {
      const kept = [...flows.values()].flatMap((flow) => [...flow.values()])
      if (document) kept.unshift(document)
      document = undefined
      flows = new Map()
      size = 0
      return kept
    },
  }
}
