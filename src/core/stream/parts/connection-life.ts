import { addBounded } from '../../base/bounded-map.ts'
import type { Bytes, Milliseconds, Moment } from '../../base/units.ts'
import type { CloseEvent } from '../../event/connection-events.ts'

/** How the connections of a stream have opened and closed, and what the two ends agreed on. */
export interface ConnectionLife {
  opens: number
  closes: number
  /** Connections that failed or were cut: not those that the page closed, or that ended as they should. */
  broken: number
  openedAt: Moment | undefined
  /** From the first attempt until it was open. */
  connectMs: Milliseconds | undefined
  /** Time that a connection was open, or a request in flight, all added up. */
  connectedMs: Milliseconds
  /** The connection was open already when this session began. */
  adopted: boolean
  /** No source knows more of the connection than that it was made. */
  unseen: boolean
  /** How long the last connections were open. */
  lifetimes: Milliseconds[]
  /** Close codes of WebSockets, and how often each was told. */
  closeCodes: Record<number, number>
  /** The page closed the last connection. */
  closedByPage: boolean
  closeCode: number | undefined
  closeReason: string | undefined
  subprotocol: string
  extensions: string
  /** Names that the network log gives to the connections, the last few. */
  names: Set<string>
  /** Events that came though the page has no listener for their type. */
  unheard: number
  /** Bytes of an event stream that are neither an event nor a comment of which there is a message; undefined where no log says. */
  besides: Bytes | undefined
  /** When the log last said so. */
  besidesAt: Moment
}

/** Lifetimes that are kept: enough to see whether they are equal. */
const maxLifetimes = 16
/** A server may make codes up. */
const maxCodes = 16

/** Connections are counted for people, who do not count far. */
const maxNames = 64

export const createConnectionLife = (): ConnectionLife => ({
  opens: 0,
  closes: 0,
  broken: 0,
  openedAt: undefined,
  connectMs: undefined,
  connectedMs: 0,
  adopted: false,
  unseen: false,
  lifetimes: [],
  closeCodes: {},
  closedByPage: false,
  closeCode: undefined,
  closeReason: undefined,
  subprotocol: '',
  extensions: '',
  names: new Set(),
  unheard: 0,
  besides: undefined,
  besidesAt: 0,
})

/** Notes an attempt to connect: the subprotocols that the page offers, and how much of the connection is seen. */
export function beginConnecting(
  life: ConnectionLife,
  { protocols = '', adopted = false, unseen = false }: { protocols?: string; adopted?: boolean; unseen?: boolean },
  at: Moment,
): void {
  life.subprotocol = protocols
  life.adopted = adopted
  life.unseen = unseen
  if (adopted) life.openedAt = at
}

/** Notes what the two ends of a WebSocket agreed on. */
export function agree(life: ConnectionLife, subprotocol: string, extensions: string): void {
  life.subprotocol = subprotocol
  life.extensions = extensions
}

/** Notes a connection that is open now. @param from when the stream began */
export function noteOpen(life: ConnectionLife, at: Moment, from: Moment): void {
  life.opens++
  life.openedAt = at
  if (life.opens === 1 && at > from) life.connectMs = at - from
}

/** Counts a body that streams: its response is a connection of its own. */
export function countStreamedBody(life: ConnectionLife): void {
  life.opens++
}

/** Notes that a connection is over, whether or not it has ever been open. */
export function endConnection(life: ConnectionLife, at: Moment): void {
  if (life.openedAt !== undefined) {
    addConnectedTime(life, at - life.openedAt)
    life.lifetimes.push(Math.max(0, at - life.openedAt))
    if (life.lifetimes.length > maxLifetimes) life.lifetimes.shift()
  }
  life.openedAt = undefined
}

/** Notes how a connection was closed. */
export function noteClose(
  life: ConnectionLife,
  broken: boolean,
  { by, code, reason }: Pick<CloseEvent, 'by' | 'code' | 'reason'>,
): void {
  life.closes++
  // A page that gives a code of its own was not content with the connection.
  life.closedByPage = by === 'page' && (code === undefined || code === 1000 || code === 1001)
  if (code !== undefined) addCode(life, code, 1)
  if (broken) countBroken(life)
  life.closeCode = code
  life.closeReason = reason
}

function addCode({ closeCodes }: ConnectionLife, code: number, times: number): void {
  if (closeCodes[code] === undefined && Object.keys(closeCodes).length >= maxCodes) return
  closeCodes[code] = (closeCodes[code] ?? 0) + times
}

export function countBroken(life: ConnectionLife): void {
  life.broken++
}

/** Adds the time that a connection was open, or that a request was in flight. */
export function addConnectedTime(life: ConnectionLife, took: Milliseconds): void {
  life.connectedMs += Math.max(0, took)
}

export const noteConnectionName = (life: ConnectionLife, name: string): void => addBounded(life.names, name, maxNames)

/** Counts an event that came though the page has no listener for its type. */
export function countUnheard(life: ConnectionLife): void {
  life.unheard++
}

/** Notes the bytes of an event stream so far of which there is no message. */
export function noteBesides(life: ConnectionLife, bytes: Bytes, at: Moment): void {
  life.besides = bytes
  life.besidesAt = Math.max(life.besidesAt, at)
}

/** Adds the time of an exchange to another stream than before. */
export function moveConnectedTime(from: ConnectionLife, to: ConnectionLife, took: Milliseconds): void {
  from.connectedMs -= took
  to.connectedMs += took
}

/** Gives a stream that is split off the names of the connections: which of the two used which is not known. */
export function copyNames(from: ConnectionLife, to: ConnectionLife): void {
  for (const name of from.names) noteConnectionName(to, name)
}

/** Adds the connections of one stream to those of another and empties them. */
export function mergeConnectionLives(into: ConnectionLife, from: ConnectionLife, fromIsLater: boolean): void {
  into.opens += from.opens
  into.closes += from.closes
  into.broken += from.broken
  into.connectedMs += from.connectedMs
  into.openedAt ??= from.openedAt
  into.connectMs ??= from.connectMs
  if (fromIsLater && from.closes > 0) {
    into.closeCode = from.closeCode
    into.closeReason = from.closeReason
  }
  into.lifetimes = [...into.lifetimes, ...from.lifetimes].slice(-maxLifetimes)
  for (const [code, times] of Object.entries(from.closeCodes)) addCode(into, code as unknown as number, times)
  if (fromIsLater) into.closedByPage = from.closedByPage
  into.unheard += from.unheard
  if (from.besides !== undefined) into.besides = (into.besides ?? 0) + from.besides
  into.besidesAt = Math.max(into.besidesAt, from.besidesAt)
  copyNames(from, into)
  Object.assign(from, createConnectionLife())
}
