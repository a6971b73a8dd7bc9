import type { CaptureEvent } from '../core/event/event.ts'
import { eventSize } from './event-size.ts'

/**
 * What must be known of the flows that are not over, for all that is told of them later to mean anything: the document, how each
 * connection or request began, and how it stands. Bounded: beyond that the oldest flow goes.
 */
export interface FlowStarts {
  /** Takes an event that is to go. @returns those that are gone by this: mostly itself */
  pass(event: CaptureEvent): CaptureEvent[]
  /** Gives back what was taken, in order, and empties this. */
  drain(): CaptureEvent[]
}

/** @param limit size in UTF-16 units, about */
export function createFlowStarts(limit: number): FlowStarts {
  let document: CaptureEvent | undefined
  /** By id, and by what of the flow they tell. */
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
      if (flow) return [event] // said again for a panel that came later
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
