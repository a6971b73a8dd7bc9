import { type LabTechniqueId, techniques } from './techniques.ts'

/** What the server saw of one technique. In and out are the server's: in is from the page, out is to the page. */
export interface TechniqueCounters {
  /** HTTP requests received, those that became WebSockets among them; preflights not. */
  requests: number
  /** Messages from the page: WebSocket messages, Socket.IO events, beacons. */
  messagesIn: number
  /** Messages to the page: SSE events (comments not), lines, WebSocket messages, Socket.IO events; echoes too. */
  messagesOut: number
  /** Different updates of the feed given to the page, counted anew for each start of the technique. */
  updates: number
  /** Answers to a poll that carried no news. */
  empty: number
  /** Bytes of request bodies and of WebSocket payloads received. */
  bodyBytesIn: number
  /** Bytes of response bodies and of WebSocket payloads sent, without chunk or frame headers. */
  bodyBytesOut: number
  /** Requests and sockets not finished yet. */
  open: number
}

export type LabCounters = Record<LabTechniqueId, TechniqueCounters>

/** Counters of every technique, all zero. */
export function createCounters(): LabCounters {
  return Object.fromEntries(techniques.map(({ id }) => [id, zero()])) as LabCounters
}

/** Sets everything to zero but `open`, since what is open stays open. */
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
