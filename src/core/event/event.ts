import type { Bytes, Moment } from '../base/units.ts'
import type {
  ChannelEvent,
  CloseEvent,
  ConnectEvent,
  MessageEvent,
  MessagesEvent,
  OpenEvent,
  PeerEvent,
  StatsEvent,
} from './connection-events.ts'
import type { AtTime, InDocument, OfFlow, PayloadHead } from './event-fields.ts'

/**
 * The vocabulary of a capture. An event is one fact that a hook, the resource timing or the network log reported; a session file
 * is a list of events, and everything on screen is computed from them.
 *
 * `doc` and `id` together name one request or connection of a session. Of a payload an event holds the beginning, and in `bytes`
 * (`sent` for a request body) the length of the whole.
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

/** The name of an event's type, by which its fields are known. */
export type EventType = CaptureEvent['type']

/** Where a document's code runs. Workers have no hooks, so their traffic is known from the network log only. */
export type Context = 'page' | 'frame' | 'worker' | 'shared-worker' | 'service-worker'

/** A document came under observation. */
export interface DocumentEvent extends InDocument {
  type: 'document'
  url: string
  context: Context
  /** It was already running, so connections that it opened before are not known. */
  late?: boolean
  /** It has no hooks, and its traffic is known from the network log (a worker's script, or traffic of a page that the hooks missed). */
  unhooked?: boolean
  userAgent?: string
}

/** The document was unloaded (navigation, closed tab) or put into the back/forward cache. */
export interface GoneEvent extends InDocument {
  type: 'gone'
}

/** The tab was hidden or shown: hidden tabs have their timers slowed down by the browser. */
export interface VisibilityEvent extends InDocument {
  type: 'visibility'
  /** The tab is hidden from now on. */
  hidden: boolean
}

/** A person pressed a key, clicked or scrolled. Which key or where is not recorded. */
export interface InputEvent extends InDocument {
  type: 'input'
}

/** The page started an HTTP request. */
export interface RequestEvent extends OfFlow, PayloadHead {
  type: 'request'
  /** How the page made it; `document`: the browser loads a document itself. */
  api: 'fetch' | 'xhr' | 'beacon' | 'document'
  method: string
  url: string
  /** Length of the request body. */
  sent?: Bytes
  accept?: string
  /** The operation that a header of the request names. */
  operation?: string
  /** What made the browser load it, where that is an element of a page that only the network log shows. */
  initiator?: Initiator
}

/** The response head was received. */
export interface ResponseEvent extends OfFlow {
  type: 'response'
  status: number
  contentType?: string
  length?: Bytes
  /** Length of the status line and all header fields that the page may read, as HTTP/1.1 text. */
  headerBytes?: Bytes
  encoding?: string
  /** The page had not begun to read the body when this was reported. If it does later, a chunk of 0 bytes says so. */
  unread?: boolean
}

/** The page read a piece of a response body; with 0 bytes, it began to read. */
export interface ChunkEvent extends OfFlow, PayloadHead {
  type: 'chunk'
  bytes: Bytes
}

/** How an exchange ended: `abort` by the page, `timeout` of its own. */
export type Outcome = 'ok' | 'error' | 'abort' | 'timeout'

/** The exchange ended. */
export interface FinishEvent extends OfFlow, PayloadHead {
  type: 'finish'
  outcome: Outcome
  /** Length of the whole response body, decoded; absent when the page never read it. */
  bytes?: Bytes
}

/** Elements and style sheets by which a page loads a resource: `style` for style sheets and what they name. */
export type Initiator = 'image' | 'script' | 'frame' | 'style' | 'player'

/** The resource timing of a finished request. Sizes are 0 where the server does not allow them to be read. */
export interface TimingEvent extends InDocument {
  type: 'timing'
  url: string
  start: Moment
  /** When the request was sent, after any connection set-up; absent where the server does not allow it to be read. */
  asked?: Moment
  /** When the first byte of the response was received. */
  first: Moment
  end: Moment
  /** Body size as transferred. */
  encoded: Bytes
  /** Body size after decompression. */
  decoded: Bytes
  protocol?: string
  status?: number
  /** The cache answered. */
  cached?: boolean
  /** What made the browser load it, where that is an element of the page: no hook sees such a request. */
  initiator?: Initiator
  /** The server confirmed that the cached body is still valid: only heads went over the network. */
  revalidated?: boolean
}

/**
 * An entry of the developer tools' network log: one request with its bytes on the wire, which a page cannot see. The log may
 * report a request again with more fields. Without `doc` and `id` the session finds the request by method, URL and start.
 */
export interface NetworkEvent extends AtTime {
  type: 'network'
  doc?: string
  id?: number
  method: string
  url: string
  /** When the browser began the request: up to two seconds after the page called its API, on a busy machine. */
  start: Moment
  /** When the response ended; absent while the request is in flight. */
  end?: Moment
  /** The status on the wire: 304 where the page sees a 200 from the cache. */
  status?: number
  /**
   * Size of the request, head and body. Absent where the log lacks a part of the head, or HPACK or QPACK compressed it (HTTP/2,
   * 3).
   */
  sent?: Bytes
  /** Size of the whole response with its framing. */
  received?: Bytes
  /**
   * The request was broken off: `received` may lack the last piece of the body; its size follows from `head` and the pieces
   * read.
   */
  brokenOff?: boolean
  /** Where `received` is not known: size of the response head. */
  head?: Bytes
  /** Where `received` is not known: size of the body as transferred (compressed, without framing). */
  body?: Bytes
  /** The body had chunked transfer coding, whose framing `body` does not count. */
  chunked?: boolean
  protocol?: string
  /** Name of the connection: requests that have it in common went over one connection. */
  connection?: string
  /** The cache answered, and nothing went over the network. */
  cached?: boolean
  /**
   * Of the EventSource that a hook reports as `doc` and `id`: bytes of its bodies since the session began that are neither an event nor
   * a comment of which there is a message. That the field is there says that the log is read for events that the page does not hear.
   */
  besides?: Bytes
}

/** Events that were lost on the way to the session. */
export interface LostEvent extends AtTime {
  type: 'lost'
  doc?: string
  /** The number of whole events. */
  events: number
  /** The number of events of which only the payload is missing. */
  payloads?: number
  /**
   * `implausible`: they were left out because no browser could have reported them, such as a time after now; the document made them up.
   * `ended`: they were still on their way two seconds after the recording had ended.
   */
  why: 'flood' | 'buffer' | 'relay' | 'shape' | 'paused' | 'ended' | 'implausible'
}

/** Traffic exists that no source sees completely, such as that of a service worker. */
export interface UnhookedEvent extends AtTime {
  type: 'unhooked'
  url: string
  context: Context
  why: string
}
