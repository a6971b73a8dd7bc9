import { applyConnection } from './apply-connection.ts'
import { applyExchange } from './apply-exchange.ts'
import { applyPeer } from './apply-peer.ts'
import { type Cause, createCause, noteCause } from './cause.ts'
import { createHeaderTable, type HeaderTable } from './cost/hpack.ts'
import type { HeadConnection, Requester } from './cost/http-bytes.ts'
import { noteNews, wantsRoundTrip } from './cost/replay.ts'
import type { CaptureEvent, Context, UnhookedEvent } from './event.ts'
import type { Exchange } from './exchange.ts'
import type { FailedSocket } from './fallback.ts'
import { createStreamKeys, type StreamKeys } from './key/stream-key.ts'
import { appendRow, forgetOldestPayload, type NewRow } from './message-log.ts'
import { applyNetwork, type Logged } from './network-join.ts'
import { createOpenExchanges, type OpenExchanges, openIn } from './open-exchanges.ts'
import { parseUrl } from './parsed-url.ts'
import { type Protocol, withoutQuery } from './protocol/protocol.ts'
import { protocolOf } from './protocol/protocols.ts'
import { signalR } from './protocol/signal-r.ts'
import type { SocketTellers } from './socket-tellers.ts'
import { createStream, type Stream, type StreamKind } from './stream.ts'
import type { Milliseconds } from './units.ts'
import { createWaitingRoom, type WaitingRoom } from './waiting-room.ts'

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
  keys: StreamKeys
  /** Streams of exchanges by `doc` and key. */
  byKey: Map<string, Stream>
  /** Connections by `doc/id`. */
  byFlow: Map<string, Stream>
  exchanges: OpenExchanges
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
  origins: Map<string, OriginFacts>
  channels: Map<string, string>
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

export interface DocumentFacts {
  url: string
  context: Context
  userAgent: string
  late: boolean
  /** Known from the network log only. */
  unhooked: boolean
  hidden: boolean
  gone: boolean
  input: Cause
  push: Cause
}

export interface OriginFacts {
  protocol: string
  requests: number
  /** What HTTP/2 remembers of what was sent. */
  table: HeaderTable
  repeated: HeadConnection['repeated']
  /** Shortest time to a first byte that was not cached: nothing can be faster than the round trip. */
  fastest: Milliseconds
  /** Event streams and streamed responses that are open now. */
  held: number
}

// A request within this time after a key or click, or after a pushed message, may have been caused by it.
const inputWindow: Milliseconds = 1000
const pushWindow: Milliseconds = 200
// What listens to the key or the message itself asks within these, however fast they follow one another.
const atOnceAfterInput: Milliseconds = 50
const atOnceAfterPush: Milliseconds = 40

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
    keys: createStreamKeys(),
    byKey: new Map(),
    byFlow: new Map(),
    exchanges: createOpenExchanges(),
    waiting: createWaitingRoom(),
    underLog: new Map(),
    sources: new Map(),
    sockets: { adopted: new Map(), logged: new Map(), dropped: new Set() },
    unread: new Set(),
    origins: new Map(),
    channels: new Map(),
    channelCount: 0,
    negotiated: new Set(),
    failedSockets: [],
    unhooked: [],
    unhookedKnown: new Set(),
    payloadUnits: 0,
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

type DocumentEvents = Extract<CaptureEvent, { type: 'document' | 'gone' | 'visibility' | 'input' }>

function applyDocument(session: Session, event: DocumentEvents): void {
  const facts = documentOf(session, event.doc)
  if (event.type === 'document') {
    facts.url = event.url
    facts.context = event.context
    facts.late = event.late ?? false
    facts.unhooked = event.unhooked ?? false
    facts.userAgent = event.userAgent ?? ''
    facts.gone = false
    if (!facts.unhooked) session.documentUrls.add(event.url.replace(/#.*$/, ''))
    if (session.url === '' && event.context === 'page') session.url = event.url
    if (session.userAgent === '') session.userAgent = facts.userAgent
  } else if (event.type === 'gone') {
    facts.gone = true
    endDocument(session, event.doc, event.at)
  } else if (event.type === 'visibility') facts.hidden = event.hidden
  else noteCause(facts.input, event.at)
}

/** What a document takes with it: its connections are closed, its requests will not be answered. */
function endDocument(session: Session, doc: string, at: Milliseconds): void {
  for (const { id } of openIn(session.exchanges, doc))
    applyExchange(session, { type: 'finish', at, doc, id, outcome: 'abort' })
  for (const [flow, stream] of session.byFlow)
    if (stream.doc === doc && stream.status === 'open') {
      const id = Number(flow.slice(flow.lastIndexOf('/') + 1))
      applyConnection(session, { type: 'close', at, doc, id, by: 'page' })
    }
  for (const stream of session.streams)
    if (stream.doc === doc && stream.kind === 'exchanges' && stream.status === 'open') stream.status = 'closed'
}

/** Facts of a document; one that was never announced (its event was lost) gets empty ones. */
export function documentOf(session: Session, doc: string): DocumentFacts {
  let facts = session.documents.get(doc)
  if (!facts) {
    facts = {
      url: '',
      context: 'page',
      userAgent: '',
      late: false,
      unhooked: false,
      hidden: false,
      gone: false,
      input: createCause(inputWindow, atOnceAfterInput),
      push: createCause(pushWindow, atOnceAfterPush),
    }
    session.documents.set(doc, facts)
  }
  return facts
}

/** Who asks, for the models of request heads. */
export function requesterOf(session: Session, doc: string): Requester {
  const { userAgent, url, context } = documentOf(session, doc)
  const worker = context !== 'page' && context !== 'frame'
  return { userAgent: userAgent || session.userAgent, referrer: url, worker }
}

export function originOf(session: Session, url: string): OriginFacts {
  // A socket shares the connections' limits and the network of the pages of its host.
  const origin = parseUrl(url.startsWith('ws') ? url.replace('ws', 'http') : url)?.origin ?? url
  let facts = session.origins.get(origin)
  if (!facts) {
    // Nearly every https site speaks HTTP/2 or 3 today; the resource timing corrects this when it comes.
    facts = {
      protocol: origin.startsWith('https') ? 'h2' : 'http/1.1',
      requests: 0,
      table: createHeaderTable(),
      repeated: undefined,
      fastest: Number.POSITIVE_INFINITY,
      held: 0,
    }
    session.origins.set(origin, facts)
  }
  return facts
}

// Before the first answer, and where only held requests were seen (then the fastest answer is the hold itself).
const usualRoundTrip: Milliseconds = 40
const longestRoundTrip: Milliseconds = 400

/** Estimated round-trip time to an origin: its fastest first byte, within 5 and 400 ms. */
export function roundTrip(session: Session, url: string): Milliseconds {
  const { fastest } = originOf(session, url)
  return fastest === Number.POSITIVE_INFINITY ? usualRoundTrip : Math.min(longestRoundTrip, Math.max(5, fastest))
}

/**
 * The same for what is told to people. Where only held requests were seen, the fastest answer is the hold and says nothing of the
 * network: the way to the page's own server is the better guess then.
 */
export function networkRoundTrip(session: Session, stream: Stream): Milliseconds {
  if (isRoundTripSeen(session, stream)) return roundTrip(session, stream.sampleUrl)
  const near = originOf(session, documentOf(session, stream.doc).url).fastest
  return near <= longestRoundTrip ? Math.max(5, near) : usualRoundTrip
}

/** Whether something came back from this origin faster than anybody would hold it. */
export function isRoundTripSeen(session: Session, stream: Stream): boolean {
  return originOf(session, stream.sampleUrl).fastest <= longestRoundTrip
}

/** What was negotiated for this address, which says nothing by itself. */
function negotiated(session: Session, doc: string, url: string): Protocol | undefined {
  return session.negotiated.has(`${doc} ${signalR.channelKey(url)}`) ? signalR : undefined
}

/** What a connection of a library began with is known for its own once the library is. */
function takeUp(session: Session, doc: string, protocol: Protocol, url: string, channel: string): void {
  const before = session.streams.findLast((stream) => stream.doc === doc && withoutQuery(stream.sampleUrl) === url)
  if (!before || before.protocol) return
  before.protocol = protocol
  before.channel = channel
  before.revision++
}

/** Makes a stream and puts it into its channel: streams with one channel key serve one purpose. */
export function addStream(
  session: Session,
  kind: StreamKind,
  at: Milliseconds,
  doc: string,
  names: {
    key: string
    url: string
    sampleUrl: string
    method: string
    channelKey?: string
    /** What the body of its first request names. */
    operation?: string
  },
): Stream {
  const { sampleUrl: asked, operation = '' } = names
  const protocol = protocolOf({ url: asked, operation }) ?? negotiated(session, doc, asked)
  const channelKey = `${doc} ${protocol ? protocol.channelKey(asked) : (names.channelKey ?? names.key)}`
  if (protocol === signalR) session.negotiated.add(channelKey)
  let channel = session.channels.get(channelKey)
  if (!channel) {
    channel = `c${++session.channelCount}`
    session.channels.set(channelKey, channel)
    if (protocol?.askedBefore) takeUp(session, doc, protocol, protocol.askedBefore(asked), channel)
  }
  const stream = createStream({
    id: `s${session.streams.length + 1}`,
    channel,
    kind,
    key: names.key,
    url: names.url,
    sampleUrl: names.sampleUrl,
    method: names.method,
    doc,
    context: documentOf(session, doc).context,
    unhooked: documentOf(session, doc).unhooked,
    protocol,
    operation,
    firstAt: at,
  })
  session.streams.push(stream)
  return stream
}

/**
 * Counts news that came to the page.
 * @param batch updates that it brought at once: they are taken to have come evenly since the answer before
 */
export function addUpdate(session: Session, stream: Stream, at: Milliseconds, batch = 1): void {
  stream.updates++
  const { replay, firstAt, samples } = stream
  if (wantsRoundTrip(replay)) replay.roundTrip = networkRoundTrip(session, stream)
  const since = samples.at(-1)?.end
  // The first answer holds what there was before.
  if (batch === 1 || since === undefined) return noteNews(replay, at, firstAt)
  for (let index = 1; index <= batch; index++)
    noteNews(replay, since + (Math.max(0, at - since) * index) / batch, firstAt)
}

/** Adds a row to a stream's log and keeps the payloads of all streams within the budget: this stream's oldest go first. */
export function addRow(session: Session, stream: Stream, row: NewRow): void {
  const { rows, payloads } = session.keep
  if (!rows) return
  if (payloads === 0) {
    appendRow(stream.log, { ...row, payload: undefined })
    return
  }
  appendRow(stream.log, row)
  session.payloadUnits += row.payload?.length ?? 0
  if (session.payloadUnits > payloads) forgetPayloads(session, stream)
}

function forgetPayloads(session: Session, first: Stream): void {
  forgetOf(session, first)
  for (const stream of session.streams) {
    if (session.payloadUnits <= session.keep.payloads) return
    forgetOf(session, stream)
  }
}

function forgetOf(session: Session, stream: Stream): void {
  while (session.payloadUnits > session.keep.payloads) {
    const freed = forgetOldestPayload(stream.log)
    if (freed < 0) return
    session.payloadUnits -= freed
  }
}
