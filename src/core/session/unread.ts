import type { Milliseconds, Moment } from '../base/units.ts'
import type { FinishEvent } from '../event/event.ts'
import type { StreamExchange } from '../stream/stream.ts'
import { isOver } from '../traffic/exchange.ts'

/**
 * The page has this long to read a body that the network has finished, before the exchange counts as over. The next request or
 * resource timing after that ends it.
 */
const readWithin: Milliseconds = 2000

/** An exchange that is over although the page has not read its body, and its end as the network had it. */
export interface Overdue {
  exchange: StreamExchange
  finish: FinishEvent
}

/** Takes out the exchanges whose response is complete on the network, but whose body the page does not read. */
export function overdue(unread: Set<StreamExchange>, now: Moment): Overdue[] {
  if (unread.size === 0) return none
  const found: Overdue[] = []
  for (const exchange of unread) {
    const { end, decoded } = exchange.timing!
    // Exchanges stand here in order of their timings' arrival, near enough to the order of their end.
    if (now - end < readWithin) break
    const { doc, id } = exchange
    unread.delete(exchange)
    if (exchange.streaming || isOver(exchange)) continue
    found.push({ exchange, finish: { type: 'finish', at: end, doc, id, outcome: 'ok', bytes: decoded } })
  }
  return found
}

const none: Overdue[] = []
