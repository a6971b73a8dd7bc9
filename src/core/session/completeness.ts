import type { Context, LostEvent, UnhookedEvent } from '../event/event.ts'
import { countTruncated } from '../stream/parts/news.ts'
import type { Stream } from '../stream/stream.ts'

/** The traffic that a session lacks, as far as it knows. */
export interface Completeness {
  /** Events that never arrived, as far as anybody counted them, and those that found no place. */
  dropped: number
  /** Payloads of which only the head, or nothing, was kept, and those that a `lost` event reports. */
  truncated: number
  /** Traffic that exists but of which no source sees the whole; each once. */
  unhooked: { url: string; context: Context; why: string }[]
  /** The entries of `unhooked` as texts, to list each once. */
  unhookedKnown: Set<string>
}

/** A page may have thousands of workers; a list for people need not. The rest is counted as dropped. */
const maxUnhooked = 1000

export const createCompleteness = (): Completeness => ({
  dropped: 0,
  truncated: 0,
  unhooked: [],
  unhookedKnown: new Set(),
})

/** Counts events that did not make it into a stream. */
export function countDropped(completeness: Completeness, events = 1): void {
  completeness.dropped += events
}

/** Counts a payload of which only the head, or nothing, was kept. */
export function countCut(completeness: Completeness, stream: Stream): void {
  countTruncated(stream.news)
  completeness.truncated++
}

/** Events, or payloads, that were lost on the way. */
export function applyLost(completeness: Completeness, { events, payloads = 0 }: LostEvent): void {
  completeness.dropped += events
  completeness.truncated += payloads
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
