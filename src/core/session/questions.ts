import type { NetworkEvent } from '../event/event.ts'
import { isIgnored, reportedFirst } from '../group/reported-twice.ts'
import * as reports from '../traffic/reports.ts'
import { type FirstHeard, firstHeard, type Hearing, hearingOf } from './hearings.ts'
import type { Session } from './session.ts'

// Questions that the sources of events ask a session, the reader of the network log above all.

/** Whether no hook has reported the request that this event is about. @param worker the request is a worker's */
export const isUnclaimed = (session: Session, event: NetworkEvent, worker = false): boolean =>
  reports.isReportUnclaimed(session.reports, event, worker)

/** Whether the events of this connection are ignored, because the other source reported the connection first. */
export const isReportedByOther = (session: Session, flow: { doc: string; id: number }): boolean =>
  isIgnored(session.reportedTwice, flow)

/** The connections whose events are ignored for that reason, as `<document>/<number>`. */
export const reportedByOther = (session: Session): Iterable<string> => session.reportedTwice.ignored.keys()

/** The EventSource of a hook whose request this report of the network log is about, as document and number. */
export const sourceOfReport = (session: Session, event: NetworkEvent): { doc: string; id: number } | undefined =>
  flowOf(session.hearings.byReport.get(event))

/** The EventSource of a hook that the log reported as this connection, which the session ignores. */
export function sourceOfIgnored(session: Session, ignored: { doc: string; id: number }) {
  const stream = reportedFirst(session.reportedTwice, ignored)
  return stream && flowOf(session.hearings.byStream.get(stream))
}

const flowOf = (hearing: Hearing | undefined) => hearing && { doc: hearing.doc, id: hearing.id }

/** Whether this is an EventSource of a hook, open or closed, and the session can take in its messages. */
export const isSource = (session: Session, flow: { doc: string; id: number }): boolean =>
  hearingOf(session.hearings, flow) !== undefined

/**
 * The first event of this type that the hook of an EventSource reported: earlier ones found no listener.
 * @param name type of the event; '' and `message` are one
 */
export function heardFirst(session: Session, flow: { doc: string; id: number }, name: string): FirstHeard | undefined {
  const hearing = hearingOf(session.hearings, flow)
  return hearing && firstHeard(hearing, name)
}

/** Whether an EventSource of a hook is open, so that the network log may have events that the hook does not hear. */
export function hasOpenSource({ hearings }: Session): boolean {
  for (const { stream } of hearings.byFlow.values()) if (stream.status === 'open') return true
  return false
}

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
