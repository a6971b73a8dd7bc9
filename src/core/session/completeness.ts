import type { Bytes } from '../base/units.ts'
import type { Context, LostEvent, UnhookedEvent } from '../event/event.ts'
import { countTruncated, countUnseenMessage } from '../stream/parts/news.ts'
import type { Stream } from '../stream/stream.ts'

/** The traffic that a session lacks, as far as it knows. */
export interface Completeness {
  /** Events that never arrived, as far as anybody counted them, and those that found no place. */
  dropped: number
  /** Payloads of which only the head, or nothing, arrived. */
  truncated: number
  /** Those of them of which nothing arrived; and payloads that a bridge dropped for lack of room, before a panel took them. */
  leftOut: number
  behind: number
  /** Traffic that exists but of which no source sees the whole; each once. */
  unhooked: { url: string; context: Context; why: string }[]
  /** The entries of `unhooked` as texts, to list each once. */
  unhookedKnown: Set<string>
  /** Documents that reported implausible data, such as times to come, by name. Their records are none of those dropped. */
  implausible: Map<string, ImplausibleReports>
  /** Endpoints that were let go to make room for others: each was asked once, and that was over. */
  askedOnce: AskedOnce
}

/** Streams that are not listed any more, and what they cost. */
export interface AskedOnce {
  endpoints: number
  bytesUp: Bytes
  bytesDown: Bytes
}

/** A document whose page made up what no browser can have done. */
export interface ImplausibleReports {
  /** The document's URL; '' where it is not known. */
  url: string
  /** Its records that were left out for that. */
  records: number
}

/** A page may have any number of frames that lie; a list for people need not. The records of the rest count for the last one. */
const maxImplausible = 100

/** A page may have thousands of workers; a list for people need not. The rest is counted as dropped. */
const maxUnhooked = 1000

export const createCompleteness = (): Completeness => ({
  dropped: 0,
  truncated: 0,
  leftOut: 0,
  behind: 0,
  unhooked: [],
  unhookedKnown: new Set(),
  implausible: new Map(),
  askedOnce: { endpoints: 0, bytesUp: 0, bytesDown: 0 },
})

/** Counts events that did not make it into a stream. */
export function countDropped(completeness: Completeness, events = 1): void {
  completeness.dropped += events
}

/** Counts a stream that is let go. */
export function countAskedOnce({ askedOnce }: Completeness, { bytes }: Stream): void {
  askedOnce.endpoints++
  askedOnce.bytesUp += bytes.up
  askedOnce.bytesDown += bytes.down
}

/** Counts a payload of which only the head arrived, or nothing where it is not `seen`. */
export function countCut(completeness: Completeness, stream: Stream, seen: boolean): void {
  countTruncated(stream.news)
  completeness.truncated++
  if (!seen) completeness.leftOut++
}

/** Counts a message, or a piece of them, whose payload did not arrive whole. */
export function countCutMessage(completeness: Completeness, stream: Stream, seen: boolean): void {
  countCut(completeness, stream, seen)
  if (!seen) countUnseenMessage(stream.news)
}

/**
 * Events, or payloads, that were lost on the way.
 * @param url of the document that they are of; '' where it is not known
 */
export function applyLost(completeness: Completeness, event: LostEvent, url: string): void {
  const { events, payloads = 0, why } = event
  if (why === 'implausible') return addImplausible(completeness, event, url)
  completeness.dropped += events
  // Each of them is marked in its own event, and counted there.
  completeness.behind += payloads
}

/** Records that were made up say nothing of the traffic that there is: the figures of others stay whole. */
function addImplausible({ implausible }: Completeness, { doc = '', events }: LostEvent, url: string): void {
  const known =
    implausible.get(doc) ?? (implausible.size < maxImplausible ? undefined : [...implausible.values()].at(-1))
  if (known) known.records += events
  else implausible.set(doc, { url, records: events })
}

/** Traffic that no source sees as a whole. */
export function applyUnhooked(completeness: Completeness, { url, context, why }: UnhookedEvent): void {
  const { unhooked, unhookedKnown } = completeness
  const known = `${context} ${url} ${why}`
  if (unhookedKnown.has(known)) return
  if (unhooked.length >= maxUnhooked) {
    completeness.dropped++
    return
  }
  unhookedKnown.add(known)
  unhooked.push({ url, context, why })
}
