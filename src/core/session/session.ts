import type { Moment } from '../base/units.ts'
import { createStreams, type Streams } from '../group/channel.ts'
import { createReportedTwice, type ReportedTwice } from '../group/reported-twice.ts'
import { changeBudget, createPayloadBudget, type Keep, type PayloadBudget } from '../stream/parts/payload-budget.ts'
import type { StreamAttempt, StreamExchange } from '../stream/stream.ts'
import type { Watch } from '../stream/watch.ts'
import type { Origins } from '../traffic/origin.ts'
import { createReports, type Reports } from '../traffic/reports.ts'
import { type Completeness, createCompleteness } from './completeness.ts'
import { createDocuments, type Documents } from './document.ts'
import type { EventSources } from './event-sources.ts'
import { createHearings, type Hearings } from './hearings.ts'
import type { UnreadAnswers } from './unread-answers.ts'

/** Everything known of one capture. Mutable, with one writer: `applyEvent`. */
export interface Session {
  /** Raised by every event, so that a view can tell whether to draw again. */
  revision: number
  startedAt: Moment
  lastAt: Moment
  /** URL of the first top document. */
  url: string
  events: number
  /** Requests of elements so far. */
  loads: number
  completeness: Completeness
  documents: Documents
  origins: Origins
  streams: Streams
  /** Where the reports of one request wait for each other. */
  reports: Reports<StreamExchange, StreamAttempt>
  eventSources: EventSources
  /** What the hooks of EventSources hear. */
  hearings: Hearings
  /** Connections that two sources may both report. */
  reportedTwice: ReportedTwice
  unread: UnreadAnswers
  payloads: PayloadBudget
}

/** Verdicts and costs need no row and no payload once they are counted. */
export const talliesOnly: Keep = { rows: false, payloads: 0 }

/** Payloads that are kept for somebody who looks at the messages, unless another limit is asked for. */
export const defaultPayloads = 256 * 1024 * 1024

/** For somebody who looks at the messages. */
const toLookAt: Keep = { rows: true, payloads: defaultPayloads }

/**
 * @param keep what is kept beside verdicts and costs, for people to look at
 * @param watch hears what is counted
 */
export function createSession(keep: Keep = toLookAt, watch?: Watch): Session {
  return {
    revision: 0,
    startedAt: 0,
    lastAt: 0,
    url: '',
    events: 0,
    loads: 0,
    completeness: createCompleteness(),
    documents: createDocuments(),
    origins: new Map(),
    streams: createStreams(watch),
    reports: createReports(),
    eventSources: new Map(),
    hearings: createHearings(),
    reportedTwice: createReportedTwice(),
    unread: new Map(),
    payloads: createPayloadBudget(keep),
  }
}

/** Sets another limit for the payloads that are kept, in UTF-16 units; the oldest beyond it are let go. */
export const keepPayloads = ({ payloads }: Session, units: number): void => changeBudget(payloads, units)
