import type { TimingEvent } from '../event/event.ts'
import { type StreamExchange, streamOf } from '../stream/stream.ts'
import { weigh } from '../stream/weigh.ts'
import { isFromNetwork, isOver, noteTiming } from '../traffic/exchange.ts'
import { noteFirstByte } from '../traffic/origin.ts'
import type { Session } from './session.ts'
import { addUnread } from './unread-answers.ts'

/** Joins a resource timing with the exchange that it is about, whichever of the two came first. */
export function joinTiming(session: Session, exchange: StreamExchange, timing: TimingEvent): void {
  const stream = streamOf(exchange)
  noteTiming(exchange, timing)
  if (isOver(exchange) && exchange.headAt !== undefined && isFromNetwork(exchange.timing!))
    noteFirstByte(stream.origin, exchange.headAt - exchange.start, 'timing')
  if (isOver(exchange)) weigh(stream, exchange)
  else if (!exchange.streaming) addUnread(session.unread, exchange)
}
