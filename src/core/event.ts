import type { Bytes, Milliseconds } from './units.ts'

/**
 * The vocabulary of a capture. An event is one fact, seen by a hook or noted on the way; a session file is a list of them,
 * and everything on screen is computed from them.
 *
 * `doc` names the document (one page load in one frame), `id` the request or connection within it: together they are unique.
 * Payloads travel as heads: `text` (UTF-16 as the page saw it) or `data` (base64), with `bytes` the full length and
 * `cut: true` when the head is shorter than the whole.
 */
export type CaptureEvent =
  | DocumentEvent
  | GoneEvent
  | VisibilityEvent
  | InputEvent
  | RequestEvent
  | ResponseEvent
  | ChunkEvent
  | FinishEvent
  | TimingEvent
  | ConnectEvent
  | OpenEvent
  | MessageEvent
  | CloseEvent
  | ChannelEvent
  | PeerEvent
  | StatsEvent
  | LostEvent
  | UnhookedEvent

export type EventType = CaptureEvent['type']

interface At {
  at: Milliseconds
}
interface InDocument extends At {
  doc: string
}
interface OfFlow extends InDocument {
  id: number
}
interface Head {
  text?: string
  data?: string
  cut?: boolean
}

/** Where in the page a flow lives. Workers are seen by the network log only. */
export type Context = 'page' | 'frame' | 'worker' | 'shared-worker' | 'service-worker'

/** A document came under observation. `late`: it was already running, so what it opened before is not known. */
export interface DocumentEvent extends InDocument {
  type: 'document'
  url: string
  context: Context
  late?: boolean
  userAgent?: string
}

/** The document went away (navigation, closed tab) or into the back/forward cache. */
export interface GoneEvent extends InDocument {
  type: 'gone'
}

/** The tab was hidden or shown: hidden tabs have their timers slowed down by the browser. */
export interface VisibilityEvent extends InDocument {
  type: 'visibility'
  hidden: boolean
}

/** A person pressed, clicked or scrolled. Only that it happened, never what. */
export interface InputEvent extends InDocument {
  type: 'input'
}

/** An HTTP request left the page's hands. `sent`: request body. */
export interface RequestEvent extends OfFlow, Head {
  type: 'request'
  api: 'fetch' | 'xhr' | 'beacon'
  method: string
  url: string
  sent?: Bytes
  accept?: string
}

/** Status and headers are there. `headerBytes`: status line and all headers that the page may read, as HTTP/1.1 text. */
export interface ResponseEvent extends OfFlow {
  type: 'response'
  status: number
  contentType?: string
  length?: Bytes
  headerBytes?: Bytes
  encoding?: string
}

/** A piece of a response body, as the page read it. */
export interface ChunkEvent extends OfFlow, Head {
  type: 'chunk'
  bytes: Bytes
}

export type Outcome = 'ok' | 'error' | 'abort' | 'timeout'

/** The exchange is over. `bytes`: whole body, decoded; absent when the page never read it. */
export interface FinishEvent extends OfFlow, Head {
  type: 'finish'
  outcome: Outcome
  bytes?: Bytes
}

/** What the browser's resource timing says of a finished request. Sizes are 0 when the server does not allow them to be read. */
export interface TimingEvent extends InDocument {
  type: 'timing'
  url: string
  start: Milliseconds
  /** The request was sent, after any connection was made; absent where the server does not allow it to be read. */
  asked?: Milliseconds
  first: Milliseconds
  end: Milliseconds
  encoded: Bytes
  decoded: Bytes
  protocol?: string
  status?: number
  cached?: boolean
}

export type ConnectionApi = 'websocket' | 'eventsource' | 'webrtc' | 'webtransport'

/** The page made a connection object. `adopted`: it was already open when first seen. */
export interface ConnectEvent extends OfFlow {
  type: 'connect'
  api: ConnectionApi
  url: string
  protocols?: string
  adopted?: boolean
}

/** The connection is established; for an EventSource this happens again after each reconnect. */
export interface OpenEvent extends OfFlow {
  type: 'open'
  protocol?: string
  extensions?: string
}

/** A message crossed the connection. `name`: SSE event type; `channel`: number of the data channel. */
export interface MessageEvent extends OfFlow, Head {
  type: 'message'
  dir: 'in' | 'out'
  bytes: Bytes
  kind?: 'text' | 'binary'
  name?: string
  eventId?: string
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

/** Once a second while a peer connection is up: totals since its start, from getStats. */
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

/** So many events, or (`payloads`) only the heads of so many, did not make it. */
export interface LostEvent extends At {
  type: 'lost'
  doc?: string
  events: number
  payloads?: number
  why: 'flood' | 'buffer' | 'relay' | 'shape' | 'paused'
}

/** Traffic that exists but that no hook can see. */
export interface UnhookedEvent extends At {
  type: 'unhooked'
  url: string
  context: Context
  why: string
}
