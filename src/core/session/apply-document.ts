import type { Moment } from '../base/units.ts'
import type { DocumentEvent, GoneEvent, InputEvent, VisibilityEvent } from '../event/event.ts'
import { forgetRequests } from '../key/stream-key.ts'
import { setStatus } from '../stream/stream.ts'
import { noteCause } from '../traffic/cause.ts'
import { originOf, partyOf } from '../traffic/origin.ts'
import { forgetReportsOf } from '../traffic/reports.ts'
import { noteVisibility } from '../traffic/visibility.ts'
import { applyClose } from './apply-connection.ts'
import { countDropped } from './completeness.ts'
import { announce, type Document, documentOf, documentToForget, forget, leave } from './document.ts'
import { giveUp } from './finish-exchange.ts'
import type { Session } from './session.ts'

/** A document came under observation, or came back from the back/forward cache. */
export function applyDocument(session: Session, event: DocumentEvent): void {
  const { documents, origins } = session
  const origin = originOf(origins, event.url, partyOf(event.doc, event.url))
  announce(documents, documentOf(documents, event.doc), event, origin)
  if (session.url === '' && event.context === 'page') session.url = event.url
}

/** A document went away. */
export function applyGone(session: Session, event: GoneEvent): void {
  const document = documentOf(session.documents, event.doc)
  leave(session.documents, document, event.at)
  endDocument(session, document, event.at)
}

/** A tab was hidden or shown. One that was left is hidden too: it comes back with an event of its own. */
export function applyVisibility(session: Session, event: VisibilityEvent): void {
  const { gone, visibility } = documentOf(session.documents, event.doc)
  if (!gone) noteVisibility(visibility, event.hidden ? 'hidden' : 'visible', event.at)
}

/** A person pressed a key, clicked or scrolled: a request that follows may be its effect. */
export function applyInput(session: Session, event: InputEvent): void {
  noteCause(documentOf(session.documents, event.doc).input, event.at)
}

/** Ends what a document takes with it: its connections are closed, its requests will not be answered. */
function endDocument(session: Session, document: Document, at: Moment): void {
  const { name, exchanges, connections: byFlow, keys, streams } = document
  for (const exchange of [...exchanges.values()]) giveUp(session, exchange, at)
  for (const [id, { status }] of byFlow)
    if (status === 'open') applyClose(session, { type: 'close', at, doc: name, id, by: 'page' })
  for (const stream of streams) if (stream.kind === 'exchanges' && stream.status === 'open') setStatus(stream, 'closed')
  forgetRequests(keys)
}

/** Keeps the number of documents within its limit. One that is forgotten while it is still there counts as lost. */
export function forgetOldDocument(session: Session, at: Moment): void {
  const document = documentToForget(session.documents)
  if (!document) return
  if (!document.gone) {
    endDocument(session, document, at)
    countDropped(session.completeness)
  }
  forget(session.documents, document)
  forgetReportsOf(session.reports, document.name)
}
