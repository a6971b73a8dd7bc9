import { type LabTechniqueId, techniques } from './techniques.ts'

/** The server's counts of a technique. In and out are seen from the server: in is from the page, out is to the page. */
export interface TechniqueCounters {
  /** HTTP requests received, including those that became WebSockets; without preflights. */
  requests: number
  /** Messages from the page: WebSocket messages, Socket.IO events, beacons. */
  messagesIn: number
  /** Messages to the page: SSE events (without comments), lines, WebSocket messages, Socket.IO events; echoes too. */
  messagesOut: number
  /** Distinct updates of the feed sent to the page, counted anew for each start of the technique. */
  updates: number
  /** Responses to a poll that carried no news. */
  empty: number
  /** Bytes of request bodies and WebSocket payloads received. */
  bodyBytesIn: number
  /** Bytes of response bodies and WebSocket payloads sent, without chunk or frame headers. */
  bodyBytesOut: number
  /** Requests and sockets that have not ended. */
  open: number
}

export type LabCounters = Record<LabTechniqueId, TechniqueCounters>

/** Counters of every technique, all zero. */
export function createCounters(): LabCounters {
  return Object.fromEntries(techniques.map(({ id }) => [id, zero()])) as LabCounters
}

/** Resets all counters except `open`, since open connections stay open. */
export function resetCounters(counters: LabCounters): void {
  for (const one of Object.values(counters)) Object.assign(one, { ...zero(), open: one.open })
}

function zero(): TechniqueCounters {
  return {
    requests: 0,
    messagesIn: 0,
    messagesOut: 0,
    updates: 0,
    empty: 0,
    bodyBytesIn: 0,
    bodyBytesOut: 0,
    open: 0,
  }
}
