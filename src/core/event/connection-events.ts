import type { Bytes, Milliseconds } from '../base/units.ts'
import type { OfFlow, PayloadHead } from './event-fields.ts'

/** The API by which a page makes a connection. */
export type ConnectionApi = 'websocket' | 'eventsource' | 'webrtc' | 'webtransport'

/** The page made a connection object. */
export interface ConnectEvent extends OfFlow {
  type: 'connect'
  api: ConnectionApi
  url: string
  protocols?: string
  /** The connection was already open when the hooks first saw it. */
  adopted?: boolean
  /** No source reports more than that the connection was made; its messages are not recorded. */
  unseen?: boolean
}

/** The connection is established; an EventSource opens again after each reconnect. */
export interface OpenEvent extends OfFlow {
  type: 'open'
  protocol?: string
  extensions?: string
}

/** A message crossed the connection. */
export interface MessageEvent extends OfFlow, PayloadHead {
  type: 'message'
  /** It came in to the page, or the page sent it out. */
  dir: 'in' | 'out'
  /** Length of the whole payload. */
  bytes: Bytes
  /** `comment`: a comment line of an event stream, with its colon. */
  kind?: 'text' | 'binary' | 'comment'
  /** SSE event type. */
  name?: string
  eventId?: string
  /** The number of the data channel. */
  channel?: number
  /** The page has no listener for events of this type, so that only the network log shows it. */
  unheard?: boolean
  /**
   * Of a compressed WebSocket, the size of the payload after compression, by the model that is used for all. Redaction writes it, where the payload
   * or an earlier one is not as it was sent, and so would be compressed to another size.
   */
  compressed?: Bytes
}

/**
 * Many messages of one connection in one direction and of one kind, so that a flood of messages fits. `at` is the time of the first
 * message; `columns` holds times, sizes and lengths of all, `text` or `data` their payloads one after the other: see
 * src/core/event/message-columns.ts. `cut`: the payloads were left out, or not all of them are there.
 */
export interface MessagesEvent extends OfFlow, PayloadHead {
  type: 'messages'
  /** They came in to the page, or the page sent them out. */
  dir: 'in' | 'out'
  count: number
  /** Base64. */
  columns: string
  /** The kind of all of them. */
  kind?: 'text' | 'binary'
  /** SSE event type. */
  name?: string
  /** The number of the data channel. */
  channel?: number
}

/** The connection ended or failed. */
export interface CloseEvent extends OfFlow {
  type: 'close'
  /** Who ended it, or that it failed. */
  by: 'page' | 'remote' | 'error'
  code?: number
  reason?: string
  /** It was closed in order, such as by the closing handshake of a WebSocket. */
  clean?: boolean
  /** The browser connects again by itself (EventSource). */
  retrying?: boolean
}

/** A data channel of a peer connection changed its state. */
export interface ChannelEvent extends OfFlow {
  type: 'channel'
  /** The number of the data channel. */
  channel: number
  label: string
  /** The state that it has now. */
  state: 'connecting' | 'open' | 'closing' | 'closed'
  /** Messages arrive in the order in which they were sent. */
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
  /** Audio or video is sent or received. */
  media?: boolean
}
