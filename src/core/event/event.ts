import type { Bytes, Milliseconds } from '../base/units.ts'

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
  | NetworkEvent
  | ConnectEvent
  | OpenEvent
  | MessageEvent
  | MessagesEvent
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

/**
 * A document came under observation. `late`: it was already running, so what it opened before is not known. `unhooked`: no hook
 * is in it; what it does is known from the network log (a worker's script, or a page's traffic that the hooks missed).
 */
export interface DocumentEvent extends InDocument {
  type: 'document'
  url: string
  context: Context
  late?: boolean
  unhooked?: boolean
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
  /** The server was asked and said that the cached body still holds: only heads went over the network. */
  revalidated?: boolean
}

/**
 * What the developer tools' network log says of one request: bytes on the wire, which a page cannot see. It may be said again
 * with more. Without `doc` and `id` it is for the session to find whose request it is, by method, URL and start.
 */
export interface NetworkEvent extends At {
  type: 'network'
  doc?: string
  id?: number
  method: string
  url: string
  /** When the browser began it: up to two seconds after the page asked, on a busy machine. */
  start: Milliseconds
  /** Absent while it is under way. */
  end?: Milliseconds
  /** As the network saw it: 304 where the page is given a 200 from the cache. */
  status?: number
  /** The request, head and body. Absent where the log does not know all of its head, or it was packed (HTTP/2 and 3). */
  sent?: Bytes
  /** The whole response with its framing. */
  received?: Bytes
  /** It was broken off: `received` may lack a piece that came, and `head` is told for what came to be added to. */
  brokenOff?: boolean
  /** Where that is not known: its head, and its body as it came, compressed and without framing. */
  head?: Bytes
  body?: Bytes
  /** The body came in chunks, which `body` does not count the framing of. */
  chunked?: boolean
  protocol?: string
  /** Requests with the same name went over the same connection. */
  connection?: string
  /** Answered without the network. */
  cached?: boolean
}

export type ConnectionApi = 'websocket' | 'eventsource' | 'webrtc' | 'webtransport'

/**
 * The page made a connection object. `adopted`: it was already open when first seen. `unseen`: that it was made is all that any
 * source knows; its messages are not seen.
 */
export interface ConnectEvent extends OfFlow {
  type: 'connect'
  api: ConnectionApi
  url: string
  protocols?: string
  adopted?: boolean
  unseen?: boolean
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

/**
 * Many messages of one connection in one direction, of which only time and size are told: what a flood is reported as. `at` is
 * the first one's time; `columns` holds the rest, see core/event/message-columns.ts.
 */
export interface MessagesEvent extends OfFlow {
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

/** Traffic that exists but of which no source sees the whole. */
export interface UnhookedEvent extends At {
  type: 'unhooked'
  url: string
  context: Context
  why: string
}
