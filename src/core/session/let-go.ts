import { releaseRows } from '../stream/parts/payload-budget.ts'
import type { Stream } from '../stream/stream.ts'
import { countAskedOnce } from './completeness.ts'
import type { Session } from './session.ts'

/**
 * Endpoints that were asked once are listed up to this number: a list of so many is beyond reading, and each takes some 5 kB, or 10 where
 * the server is new, too.
 */
const maxAskedOnce = 4000
/** Streams are looked through after so many new ones, so that each costs a few steps only. */
const lookEvery = 1000

/**
 * Makes room for a stream that is about to begin. A page of ever new URLs would fill the memory: of the endpoints that were asked once,
 * the oldest of the document that has most of them are let go, and counted.
 */
export function makeRoom(session: Session): void {
  const { streams } = session
  streams.sinceLetGo++
  if (streams.sinceLetGo < lookEvery) return
  streams.sinceLetGo = 0
  const idle = streams.all.filter(isAskedOnce)
  const over = streams.all.filter(({ mergedInto }) => mergedInto !== undefined)
  const gone = new Set([...(idle.length > maxAskedOnce ? oldestOf(idle) : []), ...over.slice(0, -maxAskedOnce)])
  if (gone.size > 0) letGo(session, gone)
}

/** Whether a stream is one request or connection without a message, which is over. What a library sends belongs to its other streams. */
function isAskedOnce({ kind, requests, protocol, status, in: received, out, pollers, mergedInto }: Stream): boolean {
  if (requests.count !== 1 || requests.inFlight.size > 0 || protocol || pollers || mergedInto) return false
  if (kind === 'exchanges' || kind === 'beacon') return true
  return kind !== 'streamed' && status !== 'open' && received.count + out.count === 0
}

/** The streams that are too many: the oldest, and of documents with few of them none before those with many have as few. */
function oldestOf(idle: readonly Stream[]): Stream[] {
  const counts = new Map<Stream['document'], number>()
  for (const { document } of idle) counts.set(document, (counts.get(document) ?? 0) + 1)
  let { share, more } = fairShare([...counts.values()], maxAskedOnce)
  const kept = new Map<Stream['document'], number>()
  const gone: Stream[] = []
  for (const stream of [...idle].reverse()) {
    const count = kept.get(stream.document) ?? 0
    if (count > share || (count === share && more === 0)) gone.push(stream)
    else {
      if (count === share) more--
      kept.set(stream.document, count + 1)
    }
  }
  return gone
}

/** How many each may have, and how many may have one more, so that all together have no more than `room`. */
function fairShare(counts: readonly number[], room: number): { share: number; more: number } {
  const rising = [...counts].sort((a, b) => a - b)
  let left = room
  for (const [place, count] of rising.entries()) {
    const share = Math.floor(left / (rising.length - place))
    if (count > share) return { share, more: left - share * (rising.length - place) }
    left -= count
  }
  return { share: room, more: 0 }
}

function letGo({ streams, documents, payloads, completeness }: Session, gone: ReadonlySet<Stream>): void {
  for (const stream of gone) {
    streams.watch?.letGo?.(stream)
    if (!stream.mergedInto && !stream.initiator) countAskedOnce(completeness, stream)
    stream.channel.members.delete(stream)
  }
  const stays = (stream: Stream) => !gone.has(stream)
  // A new list: whoever keeps something for each place of the old one can tell.
  streams.all = streams.all.filter(stays)
  for (const [key, { members }] of streams.channels) if (members.size === 0) streams.channels.delete(key)
  for (const document of documents.byName.values()) {
    if (document.streams.every(stays)) continue
    document.streams = document.streams.filter(stays)
    document.failedSockets = document.failedSockets.filter(({ stream }) => stays(stream))
    for (const [key, stream] of document.byKey) if (gone.has(stream)) document.byKey.delete(key)
  }
  releaseRows(payloads, new Set([...gone].map(({ messages }) => messages)))
}
