import type { Moment } from '../../base/units.ts'
import type { Exchange } from '../../traffic/exchange.ts'

/** Requests of a stream; a connection has the ones that opened it. */
export interface Requests<E extends Exchange = Exchange> {
  count: number
  answered: number
  failed: number
  /** When the last one began. */
  lastAt: Moment
  /** Requests that are not over, oldest first, and when the oldest of them began. */
  inFlight: Set<E>
  inFlightSince: Moment | undefined
}

/** One exchange's contribution to the requests of its stream. */
export interface RequestResult {
  answered: boolean
  failed: boolean
}

/** @param from when the stream began */
export const createRequests = <E extends Exchange>(from: Moment): Requests<E> => ({
  count: 0,
  answered: 0,
  failed: 0,
  lastAt: from,
  inFlight: new Set(),
  inFlightSince: undefined,
})

/** Counts a request that began at this time. */
export function countRequest(requests: Requests, at: Moment): void {
  requests.count++
  requests.lastAt = Math.max(requests.lastAt, at)
}

export function countResult(requests: Requests, { answered, failed }: RequestResult): void {
  if (answered) requests.answered++
  if (failed) requests.failed++
}

export function countFailure(requests: Requests): void {
  requests.failed++
}

/** Notes a request that has begun. The set keeps the order, so its first entry is the oldest. */
export function addInFlight<E extends Exchange>(requests: Requests<E>, exchange: E): void {
  requests.inFlight.add(exchange)
  requests.inFlightSince ??= exchange.start
}

/** Notes that a request is over, or belongs to another stream. */
export function removeInFlight<E extends Exchange>(requests: Requests<E>, exchange: E): void {
  const { inFlight } = requests
  inFlight.delete(exchange)
  requests.inFlightSince = inFlight.size === 0 ? undefined : inFlight.values().next().value!.start
}

/** Counts a request that is not over in another stream than before. */
export function moveInFlight<E extends Exchange>(from: Requests<E>, to: Requests<E>, exchange: E): void {
  from.count--
  removeInFlight(from, exchange)
  countRequest(to, exchange.start)
  addInFlight(to, exchange)
}

/** Counts a request that is over in another stream than before. */
export function moveFinished(from: Requests, to: Requests, start: Moment, result: RequestResult): void {
  countRequest(to, start)
  countResult(to, result)
  from.count--
  if (result.answered) from.answered--
  if (result.failed) from.failed--
}

/** Adds the requests of one stream to those of another and empties them. */
export function mergeRequests<E extends Exchange>(into: Requests<E>, from: Requests<E>): void {
  into.count += from.count
  into.answered += from.answered
  into.failed += from.failed
  into.lastAt = Math.max(into.lastAt, from.lastAt)
  const inFlight = [...into.inFlight, ...from.inFlight].sort((a, b) => a.start - b.start)
  into.inFlight = new Set(inFlight)
  into.inFlightSince = inFlight[0]?.start
  Object.assign(from, createRequests<E>(from.lastAt))
}
