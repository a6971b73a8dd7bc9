import * as questions from '../../../src/core/session/questions.ts'
import type { Session } from '../../../src/core/session/session.ts'
import type { Listener } from '../../../src/format/har/log-connections.ts'

/** The answers of a session to the reader of the network log. */
export const listenerOf = (session: Session): Listener => ({
  isUnclaimed: (event, worker) => questions.isUnclaimed(session, event, worker),
  isDropped: (flow) => questions.isReportedByOther(session, flow),
  sourceOf: (reported) =>
    'type' in reported ? questions.sourceOfReport(session, reported) : questions.sourceOfIgnored(session, reported),
  isSource: (flow) => questions.isSource(session, flow),
  heardFirst: (flow, name) => questions.heardFirst(session, flow, name),
})
