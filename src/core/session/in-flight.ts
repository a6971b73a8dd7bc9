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
  // Mostly it is the document that asks which has too many; and a document must not cost another its requests.
  const [first] = (exchanges.size > maxInFlight / 2 ? exchanges : mostInFlight(session)).values()
  return first
}

/** Notes that a request is over. */
export function untrackRequest(session: Session, { doc, id }: StreamExchange): void {
  if (knownDocument(session.documents, doc)?.exchanges.delete(id)) session.documents.inFlight--
}

/** The requests of the document that has most in flight. Looks at each document, so it is for emergencies. */
function mostInFlight({ documents }: Session): Map<number, StreamExchange> {
  let most: Map<number, StreamExchange> = new Map()
  for (const { exchanges } of documents.byName.values()) if (exchanges.size > most.size) most = exchanges
  return most
}
