import type { Milliseconds, Moment } from '../base/units.ts'
import { isOver } from '../traffic/exchange.ts'
import { finishExchange } from './finish-exchange.ts'
import type { Session } from './session.ts'
import { removeUnread } from './unread-answers.ts'

/** The page has this long to read a body that the network has finished, before the exchange counts as answered and over. */
const readWithin: Milliseconds = 1500

/**
 * Ends the exchanges of a document whose answer is there, but whose body the page does not read: as of their end on the network by the
 * resource timing. Chromium times a response that it may not store (`no-store`) only when it is read or thrown away: such an exchange
 * ends with its head. Called with each event of the document.
 * @param now by the document's own clock
 */
export function endUnread(session: Session, doc: string, now: Moment): void {
  const unread = session.unread.get(doc)
  if (!unread) return
  for (const exchange of unread) {
    const { timing, headAt = exchange.start, contentLength } = exchange
    const end = timing?.end ?? headAt
    // Exchanges stand here in order of their heads or timings, near enough to the order of their ends.
    if (now - end < readWithin) break
    const { id } = exchange
    removeUnread(session.unread, exchange)
    session.revision++
    if (exchange.streaming || isOver(exchange)) continue
    // The size of another site's response is 0 in its timing where that site does not allow it to be read.
    const bytes = timing?.decoded || contentLength
    const finish = { type: 'finish', at: end, doc, id, outcome: 'ok' } as const
    finishExchange(session, exchange, bytes === undefined ? finish : { ...finish, bytes })
  }
}

/**
 * The same for all documents. Called by whoever shows a session while no event comes, and at the end of a capture.
 * @param nowOf the time by the clock of a document of this name; the end of time where the capture is over
 */
export function endAllUnread(session: Session, nowOf: (doc: string) => Moment = () => Number.POSITIVE_INFINITY): void {
  for (const doc of [...session.unread.keys()]) endUnread(session, doc, nowOf(doc))
}
