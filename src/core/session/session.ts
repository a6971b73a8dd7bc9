import type { Milliseconds } from '../base/units.ts'
import type { CaptureEvent, Context, UnhookedEvent } from '../event/event.ts'
import type { SocketTellers } from '../group/twice-told.ts'
import type { PayloadOrder } from '../stream/parts/payload-budget.ts'
import type { FailedSocket, Stream } from '../stream/stream.ts'
import type { Exchange } from '../traffic/exchange.ts'
import type { Origin } from '../traffic/origin.ts'
import { createWaitingRoom, type WaitingRoom } from '../traffic/waiting-room.ts'
import { applyConnection } from './apply-connection.ts'
import { applyExchange } from './apply-exchange.ts'
import { applyNetwork, type Logged } from './apply-network.ts'
import { applyPeer } from './apply-peer.ts'
import { applyDocument, type DocumentFacts } from './document.ts'

/** Everything known of one capture. Mutable, with one writer: `applyEvent`. */
export interface Session {
  /** Bumped by every event, so that a view can tell whether to draw again. */
  revision: number
  startedAt: Milliseconds
  lastAt: Milliseconds
  /** URL of the first top document, and the browser that showed it. */
  url: string
  userAgent: string
  events: number
  /** Events that never arrived, as far as anybody counted them. */
  dropped: number
  /** Payload heads that were left out or cut in the middle of a stream. */
  truncated: number
  documents: Map<string, DocumentFacts>
  /** URLs of those that hooks told of, without fragments. */
  documentUrls: Set<string>
  streams: Stream[]
  /** Requests under way. */
  open: number
  /** Where what the hooks, the resource timing and the network log tell of one request waits for the rest. */
  waiting: WaitingRoom
  /** What the log has spoken of while it was under way. */
  underLog: Map<string, Logged>
  /** EventSources that hooks told of, the last of each URL: their failed attempts are known to the log only. */
  sources: Map<string, Stream>
  /** Sockets that two sources may both tell of, by who told first and URL. */
  sockets: SocketTellers
  /** Exchanges whose answer the network has, but of which the page has not read the body yet. */
  unread: Set<Exchange>
  origins: Map<string, Origin>
  /** Channels by what they are known by, and the streams of each. */
  channels: Map<string, string>
  members: Map<string, Set<Stream>>
  channelCount: number
  /** Channels that a negotiation has begun. */
  negotiated: Set<string>
  /** The last sockets that never opened: what begins after one may be its fallback. */
  failedSockets: FailedSocket[]
  unhooked: { url: string; context: Context; why: string }[]
  /** The same as text, each once. */
  unhookedKnown: Set<string>
  /** UTF-16 units of payload heads kept now. */
  payloadUnits: number
  payloadOrder: PayloadOrder
  keep: Keep
}

/** What a session keeps beside its tallies, for people to look at. */
export interface Keep {
  /** A row for each message: its time, size and kind. Without them the memory that a session takes does not grow. */
  rows: boolean
  /** UTF-16 units of payload heads, of all streams together; the oldest go first. */
  payloads: number
}

/** Verdicts and costs need no row and no payload once they are counted. */
export const talliesOnly: Keep = { rows: false, payloads: 0 }

const toLookAt: Keep = { rows: true, payloads: 64 * 1024 * 1024 }

export function createSession(keep = toLookAt): Session {
  return {
    revision: 0,
    startedAt: 0,
    lastAt: 0,
    url: '',
    userAgent: '',
    events: 0,
    dropped: 0,
    truncated: 0,
    documents: new Map(),
    documentUrls: new Set(),
    streams: [],
    open: 0,
    waiting: createWaitingRoom(),
    underLog: new Map(),
    sources: new Map(),
    sockets: { adopted: new Map(), logged: new Map(), dropped: new Set() },
    unread: new Set(),
    origins: new Map(),
    channels: new Map(),
    members: new Map(),
    channelCount: 0,
    negotiated: new Set(),
    failedSockets: [],
    unhooked: [],
    unhookedKnown: new Set(),
    payloadUnits: 0,
    payloadOrder: { streams: [], first: 0 },
    keep,
  }
}

/** Takes one event into the session. The only function that changes one. O(1) per event, whatever the session's length. */
export function applyEvent(session: Session, event: CaptureEvent): void {
  session.revision++
  session.events++
  if (session.startedAt === 0 || event.at < session.startedAt) session.startedAt = event.at
  if (event.at > session.lastAt) session.lastAt = event.at
  switch (event.type) {
    case 'document':
    case 'gone':
    case 'visibility':
    case 'input':
      return applyDocument(session, event)
    case 'request':
    case 'response':
    case 'chunk':
    case 'finish':
    case 'timing':
      return applyExchange(session, event)
    case 'connect':
    case 'open':
    case 'message':
    case 'messages':
    case 'close':
      return applyConnection(session, event)
    case 'channel':
    case 'peer':
    case 'stats':
      return applyPeer(session, event)
    case 'network':
      return applyNetwork(session, event)
    case 'lost':
      session.dropped += event.events
      session.truncated += event.payloads ?? 0
      return
    case 'unhooked':
      return applyUnhooked(session, event)
    default:
      event satisfies never
  }
}

// A page may have thousands of workers; a list for people need not.
const mostUnhooked = 1000

function applyUnhooked(session: Session, { url, context, why }: UnhookedEvent): void {
  const known = `${context} ${url} ${why}`
  if (session.unhookedKnown.has(known) || session.unhooked.length >= mostUnhooked) return
  session.unhookedKnown.add(known)
  session.unhooked.push({ url, context, why })
}
