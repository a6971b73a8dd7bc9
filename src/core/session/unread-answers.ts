import type { StreamExchange } from '../stream/stream.ts'

/**
 * Exchanges whose answer the network has, but of which the page has not read the body yet, by the name of their document: the clocks of
 * two documents may be hours apart, as a page's clock stands still while the computer sleeps.
 */
export type UnreadAnswers = Map<string, Set<StreamExchange>>

/** Notes that the page may yet read the body of an exchange. */
export function addUnread(unread: UnreadAnswers, exchange: StreamExchange): void {
  const own = unread.get(exchange.doc)
  if (own) own.add(exchange)
  else unread.set(exchange.doc, new Set([exchange]))
}

/** The page reads the body, or the exchange is over. */
export function removeUnread(unread: UnreadAnswers, exchange: StreamExchange): void {
  const own = unread.get(exchange.doc)
  if (own?.delete(exchange) && own.size === 0) unread.delete(exchange.doc)
}
