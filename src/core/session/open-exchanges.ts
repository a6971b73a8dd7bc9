import type { Exchange } from '../traffic/exchange.ts'
import { documentOf } from './document.ts'
import type { Session } from './session.ts'

/** The request under way that this document's hook gave this number. */
export const openExchange = ({ documents }: Session, doc: string, id: number): Exchange | undefined =>
  documents.get(doc)?.exchanges.get(id)

export function addOpen(session: Session, exchange: Exchange): void {
  documentOf(session, exchange.doc).exchanges.set(exchange.id, exchange)
  session.open++
}

export function removeOpen(session: Session, { doc, id }: Exchange): void {
  if (documentOf(session, doc).exchanges.delete(id)) session.open--
}

/** The one that was asked first. Looks at each document, so it is for emergencies. */
export function oldestOpen({ documents }: Session): Exchange | undefined {
  let oldest: Exchange | undefined
  for (const { exchanges } of documents.values()) {
    const [first] = exchanges.values()
    if (first && (!oldest || first.start < oldest.start)) oldest = first
  }
  return oldest
}
