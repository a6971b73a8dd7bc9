import type { Moment } from '../base/units.ts'
import type { Outcome } from '../event/event.ts'
import type { NewRow } from './parts/message-log.ts'
import type { Stream, StreamExchange } from './stream.ts'

/**
 * Hears what a session counts, at the moment when it counts it: for whoever writes rows of a session of any length and keeps none. The
 * stream that is told may turn out to be a part of another, and a request to be another stream's: `moved` and `letGo` tell of what cannot
 * be seen at the session's end.
 */
export interface Watch {
  /**
   * A message, a request body or an answer was counted.
   * @param exchange whose body it is, or whose response it is a part of
   */
  row?(stream: Stream, row: NewRow, exchange: StreamExchange | undefined): void
  /** A request is over, after the row of its answer, if it has one. */
  ended?(exchange: StreamExchange, end: Moment, outcome: Outcome): void
  /** A connection that was open is over. */
  closed?(stream: Stream, openedAt: Moment, end: Moment): void
  /** A request is counted in another stream from now on: in `exchange.stream`. */
  moved?(exchange: StreamExchange): void
  /** A stream is not listed any more. */
  letGo?(stream: Stream): void
}
