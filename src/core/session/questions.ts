import type { NetworkEvent } from '../event/event.ts'
import { isIgnored } from '../group/reported-twice.ts'
import * as reports from '../traffic/reports.ts'
import type { Session } from './session.ts'

// Questions that the sources of events ask a session, the reader of the network log above all.

/** Whether no hook has reported the request that this event is about. @param worker the request is a worker's */
export const isUnclaimed = (session: Session, event: NetworkEvent, worker = false): boolean =>
  reports.isReportUnclaimed(session.reports, event, worker)

/** Whether the events of this connection are ignored, because the other source reported the connection first. */
export const isReportedByOther = (session: Session, flow: { doc: string; id: number }): boolean =>
  isIgnored(session.reportedTwice, flow)

/** The connections whose events are ignored for that reason, as `<document>/<number>`. */
export const reportedByOther = (session: Session): ReadonlySet<string> => session.reportedTwice.ignored

/** Whether a URL is that of a document that hooks reported. */
export const isDocument = (session: Session, url: string): boolean => session.documents.urls.has(url)

/** The URL of a document; '' where it was never announced. */
export const urlOfDocument = (session: Session, name: string): string => session.documents.byName.get(name)?.url ?? ''

/** Whether a document of this name was announced: a last event of one that was forgotten does not make it known. */
export const knowsDocument = (session: Session, name: string): boolean => urlOfDocument(session, name) !== ''

/** Whether hooks have announced a top document other than this one. */
export const knowsOtherPage = (session: Session, name: string): boolean =>
  [...session.documents.byName.values()].some(
    (known) => known.context === 'page' && known.name !== name && known.url !== '' && !known.unhooked,
  )

/** Whether a top document is there that reports itself what its elements load. */
export const isPageObserved = (session: Session): boolean =>
  [...session.documents.byName.values()].some(
    ({ context, url, unhooked, gone }) => context === 'page' && url !== '' && !unhooked && !gone,
  )
