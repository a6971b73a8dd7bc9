import type { StreamExchange } from '../stream/stream.ts'
import { documentOf, knownDocument } from './document.ts'
import type { Session } from './session.ts'

/** Requests that may be in flight at once before the oldest is given up: far beyond any browser's limit. */
const maxInFlight = 20_000

/** The request in flight that has this number in this document. */
export const inFlightExchange = (session: Session, doc: string, id: number): StreamExchange | undefined =>
  knownDocument(session.documents, doc)?.exchanges.get(id)

/** Notes a request in flight. @returns one of the oldest, where there are too many: it is to be given up */
export function trackRequest(session: Session, exchange: StreamExchange): StreamExchange | undefined {
  const { documents } = session
  const { exchanges } = documentOf(documents, exchange.doc)
  exchanges.set(exchange.id, exchange)
  documents.inFlight++
  if (documents.inFlight <= maxInFlight) return undefined
  // Mostly it is the document that asks which has too many.
  const [first] = exchanges.values()
  return first === exchange ? oldestInFlight(session) : first
}

/** Notes that a request is over. */
export function untrackRequest(session: Session, { doc, id }: StreamExchange): void {
  if (knownDocument(session.documents, doc)?.exchanges.delete(id)) session.documents.inFlight--
}

/** Looks at each document, so it is for emergencies. */
function oldestInFlight({ documents }: Session): StreamExchange | undefined {
  let oldest: StreamExchange | undefined
  for (const { exchanges } of documents.byName.values()) {
    const [first] = exchanges.values()
    if (first && (!oldest || first.start < oldest.start)) oldest = first
  }
  return oldest
}
