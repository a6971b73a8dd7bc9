import type { Exchange } from './exchange.ts'

/** Requests under way, by document and number. */
export interface OpenExchanges {
  size: number
  documents: Map<string, Map<number, Exchange>>
}

export const createOpenExchanges = (): OpenExchanges => ({ size: 0, documents: new Map() })

export const openExchange = ({ documents }: OpenExchanges, doc: string, id: number): Exchange | undefined =>
  documents.get(doc)?.get(id)

/** Those of one document, oldest first; they may be closed meanwhile. */
export const openIn = ({ documents }: OpenExchanges, doc: string): Exchange[] => [
  ...(documents.get(doc)?.values() ?? []),
]

export function addOpen(open: OpenExchanges, exchange: Exchange): void {
  let ofDocument = open.documents.get(exchange.doc)
  if (!ofDocument) {
    ofDocument = new Map()
    open.documents.set(exchange.doc, ofDocument)
  }
  ofDocument.set(exchange.id, exchange)
  open.size++
}

export function removeOpen(open: OpenExchanges, { doc, id }: Exchange): void {
  if (open.documents.get(doc)?.delete(id)) open.size--
}

/** The one that was asked first. Looks at each document, so it is for emergencies. */
export function oldestOpen({ documents }: OpenExchanges): Exchange | undefined {
  let oldest: Exchange | undefined
  for (const ofDocument of documents.values()) {
    const [first] = ofDocument.values()
    if (first && (!oldest || first.start < oldest.start)) oldest = first
  }
  return oldest
}
