import type { Bytes, Milliseconds } from '../base/units.ts'
import type { OfFlow, PayloadHead } from './event-fields.ts'

/** The API by which a page makes a connection. */
export type ConnectionApi = 'websocket' | 'eventsource' | 'webrtc' | 'webtransport'

/**
 * The page made a connection object. `adopted`: the connection was already open when the hooks first saw it. `unseen`: no source
 * reports more than that the connection was made; its messages are not recorded.
 */
export interface ConnectEvent extends OfFlow {
  type: 'connect'
  api: ConnectionApi
  url: string
  protocols?: string
  adopted?: boolean
  unseen?: boolean
}

/** The connection is established; an EventSource opens again after each reconnect. */
export interface OpenEvent extends OfFlow {
  type: 'open'
  protocol?: string
  extensions?: string
}

/**
 * A message crossed the connection. `name`: SSE event type; `channel`: number of the data channel. `kind: 'comment'`: a comment line of
 * an event stream, with its colon. `unheard`: the page has no listener for events of this type, so that only the network log shows it.
 */
export interface MessageEvent extends OfFlow, PayloadHead {
  type: 'message'
  dir: 'in' | 'out'
  bytes: Bytes
  kind?: 'text' | 'binary' | 'comment'
  name?: string
  eventId?: string
  channel?: number
  unheard?: boolean
}

/**
 * Many messages of one connection in one direction and of one kind, so that a flood of messages fits. `at` is the time of the first
 * message; `columns` holds times, sizes and lengths of all, `text` or `data` their payloads one after the other: see
 * message-columns.ts. `cut`: the payloads were left out, or not all of them are there.
 */
export interface MessagesEvent extends OfFlow, PayloadHead {
  type: 'messages'
  dir: 'in' | 'out'
  count: number
  /** Base64. */
  columns: string
  kind?: 'text' | 'binary'
  name?: string
  channel?: number
}

/** The connection ended or failed. `retrying`: the browser connects again by itself (EventSource). */
export interface CloseEvent extends OfFlow {
  type: 'close'
  by: 'page' | 'remote' | 'error'
  code?: number
  reason?: string
  clean?: boolean
  retrying?: boolean
}

/** A data channel of a peer connection changed its state. */
export interface ChannelEvent extends OfFlow {
  type: 'channel'
  channel: number
  label: string
  state: 'connecting' | 'open' | 'closing' | 'closed'
  ordered?: boolean
}

/** A peer connection changed one of its states, or gathered a candidate. */
export interface PeerEvent extends OfFlow {
  type: 'peer'
  connection: string
  ice: string
  signaling: string
  candidate?: string
}

/** Totals of a peer connection since its start, from getStats, once a second while it is up. */
export interface StatsEvent extends OfFlow {
  type: 'stats'
  sent: Bytes
  received: Bytes
  packetsSent: number
  packetsReceived: number
  packetsLost: number
  local?: string
  remote?: string
  transport?: string
  rtt?: Milliseconds
  jitter?: Milliseconds
  framesPerSecond?: number
  codecs?: string
  media?: boolean
}
