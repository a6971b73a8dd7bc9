import type { Tally } from '../base/tally.ts'
import type { DocumentFacts } from '../session/document.ts'
import { mergeLogs } from '../stream/parts/message-log.ts'
import { createReplay, mergeReplays } from '../stream/parts/replay.ts'
import { mostSamples } from '../stream/parts/sample.ts'
import { addWaste, type Stream, type WasteReason } from '../stream/stream.ts'
/** Responses that stream are a stream beside the plain answers of their key. */
export const streamedSuffix = ' (streamed)'

/** The requests of one key have turned out to be those of another. */
export function mergeKeys({ byKey }: Pick<DocumentFacts, 'byKey'>, from: string, to: string): void {
  if (!from.endsWith(streamedSuffix)) mergeKeys({ byKey }, from + streamedSuffix, to + streamedSuffix)
  const gone = byKey.get(from)
  if (!gone) return
  byKey.delete(from)
  const known = byKey.get(to)
  if (!known) {
    byKey.set(to, gone)
    return
  }
  if (known === gone || known.kind !== gone.kind) return
  // The one that is on screen longest stays.
  const [into, other] = known.firstAt <= gone.firstAt ? [known, gone] : [gone, known]
  byKey.set(to, into)
  merge(into, other)
}

function merge(into: Stream, from: Stream): void {
  from.mergedInto = into
  mergeLogs(into.log, from.log)
  addTally(into.in, from.in)
  addTally(into.out, from.out)
  addTally(into.said, from.said)
  for (const name of summed) into[name] += from[name]
  for (const [reason, count] of Object.entries(from.wastedBy) as [WasteReason, number][])
    into.wastedBy[reason] = (into.wastedBy[reason] ?? 0) + count
  // What each of them began with was news to it, and was the same.
  if (hasSameAnswer(into, from) && into.updates > 1) {
    into.updates--
    addWaste(into, 'same')
  }
  const later = from.lastAt >= into.lastAt
  if (later) into.lastSignature = from.lastSignature
  for (const [question, signature] of from.signatures)
    if (into.signatures.has(question) ? later : into.signatures.size < mostQuestions)
      into.signatures.set(question, signature)
  into.lastAt = Math.max(into.lastAt, from.lastAt)
  into.lastAsked = Math.max(into.lastAsked, from.lastAsked)
  into.wokenAt = Math.max(into.wokenAt, from.wokenAt)
  into.longestWait = Math.max(into.longestWait, from.longestWait)
  if (from.status === 'open') into.status = 'open'
  const underWay = [...into.underWay, ...from.underWay].sort((a, b) => a.start - b.start)
  into.underWay = new Set(underWay)
  into.pending = into.underWay.size
  into.pendingSince = underWay[0]?.start
  into.samples = [...into.samples, ...from.samples].sort((a, b) => a.end - b.end).slice(-mostSamples)
  for (const type of from.contentTypes) if (into.contentTypes.size < 8) into.contentTypes.add(type)
  for (const connection of from.connections) into.connections.add(connection)
  if (into.streamed && from.streamed) {
    into.streamed.declared ||= from.streamed.declared
    for (const name of ['chunks', 'silences', 'bodies', 'open', 'ended'] as const)
      into.streamed[name] += from.streamed[name]
    into.streamed.longest = Math.max(into.streamed.longest, from.streamed.longest)
  }
  mergeReplays(into.replay, from.replay)
  // Nothing is left in the other.
  from.replay = createReplay()
  for (const name of summed) from[name] = 0
  from.wastedBy = {}
  from.samples = []
  into.settled.next = 0
  from.underWay = new Set()
  from.pending = 0
  from.pendingSince = undefined
  from.status = 'closed'
  from.revision++
  into.revision++
}

/** Questions whose answers are remembered of streams that have become one. */
const mostQuestions = 64

/** To the same question, or to any where none was asked of both. */
function hasSameAnswer(into: Stream, from: Stream): boolean {
  for (const [question, signature] of from.signatures) {
    const other = into.signatures.get(question)
    if (other !== undefined) return other === signature
  }
  return from.lastSignature !== undefined && from.lastSignature === into.lastSignature
}

const summed = [
  'updates',
  'wasted',
  'unseenBodies',
  'truncated',
  'responses',
  'failures',
  'emptyLists',
  'acknowledged',
  'acknowledgedBare',
  'heldMs',
  'opens',
  'broken',
  'usefulDown',
  'bytesUp',
  'bytesDown',
  'measuredBytes',
  'headsDown',
  'heads',
  'cached',
  'requests',
  'wakeups',
  'idleWakeups',
] as const

function addTally(into: Tally, { count, bytes, largest }: Tally): void {
  into.count += count
  into.bytes += bytes
  into.largest = Math.max(into.largest, largest)
}
