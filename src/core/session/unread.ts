import type { Milliseconds, Moment } from '../base/units.ts'
import { isOver } from '../traffic/exchange.ts'
import { finishExchange } from './finish-exchange.ts'
import type { Session } from './session.ts'

/** The page has this long to read a body that the network has finished, before the exchange counts as answered and over. */
const readWithin: Milliseconds = 1500

/**
 * Ends the exchanges whose answer is there, but whose body the page does not read: as of their end on the network by the resource
 * timing. Chromium times a response that it may not store (`no-store`) only when it is read or thrown away: such an exchange ends
 * with its head. Called with each event, and by whoever shows a session while no event comes.
 * @param now Infinity at the end of a capture
 */
export function endUnread(session: Session, now: Moment): void {
  const { unread } = session
  if (unread.size === 0) return
  for (const exchange of unread) {
    const { timing, headAt = exchange.start, contentLength } = exchange
    const end = timing?.end ?? headAt
    // Exchanges stand here in order of their heads or timings, near enough to the order of their ends.
    if (now - end < readWithin) break
    const { doc, id } = exchange
    unread.delete(exchange)
    session.revision++
    if (exchange.streaming || isOver(exchange)) continue
    // The size of another site's response is 0 in its timing where that site does not allow it to be read.
    const bytes = timing?.decoded || contentLength
    const finish = { type: 'finish', at: end, doc, id, outcome: 'ok' } as const
    finishExchange(session, exchange, bytes === undefined ? finish : { ...finish, bytes })
  }
}
