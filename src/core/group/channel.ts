import type { Milliseconds } from '../base/units.ts'
import { type Protocol, withoutQuery } from '../protocol/protocol.ts'
import { protocolOf } from '../protocol/protocols.ts'
import { signalR } from '../protocol/signal-r.ts'
import { documentOf } from '../session/document.ts'
import type { Session } from '../session/session.ts'
import { createStream, type Stream, type StreamKind } from '../stream/stream.ts'
import { originOf } from '../traffic/origin.ts'

/** What was negotiated for this address, which says nothing by itself. */
function negotiated(session: Session, doc: string, url: string): Protocol | undefined {
  return session.negotiated.has(`${doc} ${signalR.channelKey(url)}`) ? signalR : undefined
}

/** What a connection of a library began with is known for its own once the library is. */
function takeUp(session: Session, doc: string, protocol: Protocol, url: string, channel: string): void {
  const before = documentOf(session, doc).streams.findLast(({ sampleUrl }) => withoutQuery(sampleUrl) === url)
  if (!before || before.protocol) return
  before.protocol = protocol
  joinChannel(session, before, channel)
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
  const { context, unhooked, streams } = documentOf(session, doc)
  const stream = createStream({
    id: `s${session.streams.length + 1}`,
    channel,
    kind,
    key: names.key,
    url: names.url,
    sampleUrl: names.sampleUrl,
    origin: originOf(session, names.sampleUrl),
    method: names.method,
    doc,
    context,
    unhooked,
    protocol,
    operation,
    firstAt: at,
  })
  session.streams.push(stream)
  streams.push(stream)
  joinChannel(session, stream, channel)
  return stream
}

/** Requests of one session serve one purpose: a long poll and its sender. */
export function shareChannel(session: Session, stream: Stream, key: string): void {
  const channel = session.channels.get(key)
  if (channel === undefined) session.channels.set(key, stream.channel)
  else if (stream.requests === 0) joinChannel(session, stream, channel)
}

/** Puts a stream into a channel, and out of the one that it was in. */
export function joinChannel(session: Session, stream: Stream, channel: string): void {
  session.members.get(stream.channel)?.delete(stream)
  const members = session.members.get(channel)
  if (members) members.add(stream)
  else session.members.set(channel, new Set([stream]))
  stream.channel = channel
  stream.revision++
}
