import type { Moment } from '../base/units.ts'

/**
 * What a stream brought in each of the last seconds, in a few numbers: two streams that bring the same at the same time are one feed that is
 * open twice, whenever each was opened.
 */
export interface FeedTrace {
  /** Seconds since the epoch, oldest first, with the digests of the first messages of each. */
  seconds: number[]
  digests: number[][]
  /** Messages that were noted, and those of them that equal one of the same second. */
  noted: number
  repeated: number
}

/** Seconds that are kept, and messages that are noted of each. */
const maxSeconds = 32
const maxDigests = 8
/** UTF-16 units at both ends of a message that its digest is made of, besides its length. */
const maxEnd = 48

export const createFeedTrace = (): FeedTrace => ({ seconds: [], digests: [], noted: 0, repeated: 0 })

/** Notes a message that came at this time. */
export function noteFeed(trace: FeedTrace, at: Moment, text: string): void {
  const second = Math.floor(at / 1000)
  let digests = trace.digests.at(-1)
  if (!digests || trace.seconds.at(-1) !== second) {
    digests = []
    trace.seconds.push(second)
    trace.digests.push(digests)
    if (trace.seconds.length > maxSeconds) {
      trace.seconds.shift()
      trace.digests.shift()
    }
  }
  if (digests.length >= maxDigests) return
  const digest = digestOf(text)
  trace.noted++
  if (digests.includes(digest)) trace.repeated++
  digests.push(digest)
}

/** Two streams are compared once both brought messages in so many seconds; in this share of these seconds a message must be equal. */
const minSharedSeconds = 5
const minEqualShare = 0.8

/** Whether two streams bring one feed: in nearly every second in which both brought something, a message of both is the same. */
export function isOneFeed(one: FeedTrace, other: FeedTrace): boolean {
  let shared = 0
  let equal = 0
  for (const [index, second] of one.seconds.entries()) {
    const there = other.digests[other.seconds.indexOf(second)]
    if (!there) continue
    shared++
    if (one.digests[index]!.some((digest) => there.includes(digest))) equal++
  }
  return shared >= minSharedSeconds && equal >= minEqualShare * shared && isVaried(one)
}

/** Feeds with fewer different messages are not compared: two feeds that only say `ok` are equal, too. */
const minDifferent = 4

const isVaried = ({ digests }: FeedTrace) => new Set(digests.flat()).size >= minDifferent

/** Messages from which on it shows how many readers a feed has, by the share of messages that come again within the same second. */
const minNoted = 16

/** How many times a stream brings each of its messages: about one, or as many as there are readers of its feed. */
export function readersOf(trace: FeedTrace): number {
  const { noted, repeated } = trace
  return noted < minNoted || !isVaried(trace) ? 1 : noted / (noted - repeated)
}

/** Puts the seconds of the second trace among those of the first, and empties it. */
export function mergeFeedTraces(into: FeedTrace, from: FeedTrace): void {
  const rows = [into, from].flatMap(({ seconds, digests }) =>
    seconds.map((second, index) => ({ second, digests: digests[index]! })),
  )
  rows.sort((one, other) => one.second - other.second)
  const kept = rows.slice(-maxSeconds)
  into.seconds = kept.map(({ second }) => second)
  into.digests = kept.map(({ digests }) => digests)
  into.noted += from.noted
  into.repeated += from.repeated
  Object.assign(from, createFeedTrace())
}

/** FNV-1a, over the length and both ends of a text. */
function digestOf(text: string): number {
  const { length } = text
  let hash = 0x811c9dc5 ^ length
  const head = Math.min(length, maxEnd)
  for (let index = 0; index < head; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  for (let index = Math.max(head, length - maxEnd); index < length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}
