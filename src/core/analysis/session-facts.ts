import type { Moment } from '../base/units.ts'
import type { Context } from '../event/event.ts'
import type { Session } from '../session/session.ts'
import { type Stream, streamOf } from '../stream/stream.ts'

/** The figures of a whole session that the panel shows: the session itself as a read-only type, and so always up to date. */
export interface SessionFacts {
  /** URL of the first page; '' before there is one. */
  readonly url: string
  /** Time of the last event; 0 before the first. */
  readonly lastAt: Moment
  /** Number of events that the session was made from. */
  readonly events: number
  readonly payloads: {
    /** Messages that are counted but have no row in a message log, because there were too many. */
    readonly rowsLeftOut: number
    /** Payloads that were let go to make room for newer ones. */
    readonly letGo: number
  }
  readonly completeness: {
    /** Events that never arrived, or found no place. */
    readonly dropped: number
    /** Payloads of which only the beginning, or nothing, arrived. */
    readonly truncated: number
    /** Those of them of which nothing arrived; and payloads that a bridge dropped for lack of room, before a panel took them. */
    readonly leftOut: number
    readonly behind: number
    /** Traffic that exists but of which no source sees the whole. */
    readonly unhooked: readonly { readonly url: string; readonly context: Context; readonly why: string }[]
    /** Documents that reported implausible data, by name, and how many of their records were left out for it. */
    readonly implausible: ReadonlyMap<string, { readonly url: string; readonly records: number }>
    /** Endpoints that were asked once, and are not listed any more. */
    readonly askedOnce: { readonly endpoints: number }
  }
}

/** The facts of a session, for code that must not change it. */
export const sessionFacts = (session: Session): SessionFacts => session

/**
 * All streams of a session in order of appearance, for `factsOf`, `isListed` and `analyzeStream`. Each keeps its place in the list for as
 * long as it is the same list: there is another one when streams were let go.
 */
export const streamsOf = (session: Session): readonly Stream[] => session.streams.all

/**
 * The id that a stream has by now: a stream that turned out to be a part of another is continued under the other's id. An id that no
 * stream has is returned as it is.
 */
export function currentId(session: Session, id: string): string {
  const stream = session.streams.all.find((candidate) => candidate.id === id)
  return stream ? streamOf({ stream }).id : id
}
