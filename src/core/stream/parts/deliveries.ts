import { median, variation } from '../../base/statistics.ts'
import type { Milliseconds, Moment } from '../../base/units.ts'

/** Whether the messages of a stream come one by one, or several at one instant after a pause, as out of a buffer. */
export interface Deliveries {
  /** The group of messages that came at one instant last: when it began, when its last message came, and how many there were. */
  begunAt: Moment
  lastAt: Moment
  size: number
  /** Groups before it of `minBatch` messages and more, and their messages. */
  batches: number
  inBatches: number
  /** The last of these groups, oldest first: when each began, and its messages. */
  recent: { at: Moment; size: number }[]
  /** Messages in smaller groups. */
  alone: number
  /** The group is the first one of its connection. */
  opening: boolean
}

/** Messages at one instant from which on they are a batch: a few may be one event in parts, or those of one tick of a server. */
const minBatch = 4
/** Messages within this time came in one piece. */
const oneInstant: Milliseconds = 5
/** Batches of which time and size are kept. */
const maxRecent = 32

export const createDeliveries = (): Deliveries => ({
  begunAt: 0,
  lastAt: Number.NEGATIVE_INFINITY,
  size: 0,
  batches: 0,
  inBatches: 0,
  recent: [],
  alone: 0,
  opening: true,
})

/** Notes a message that is an update. */
export function noteDelivery(deliveries: Deliveries, at: Moment): void {
  if (at - deliveries.lastAt > oneInstant) {
    endGroup(deliveries)
    deliveries.begunAt = at
  }
  deliveries.size++
  deliveries.lastAt = at
}

/** A connection was opened: what comes at once then is what was missed, or what there is. */
export function beginDelivery(deliveries: Deliveries): void {
  endGroup(deliveries)
  deliveries.lastAt = Number.NEGATIVE_INFINITY
  deliveries.opening = true
}

function endGroup(deliveries: Deliveries): void {
  const { size, begunAt, opening } = deliveries
  if (size > 0) deliveries.opening = false
  if (opening) deliveries.size = 0
  else if (size >= minBatch) {
    deliveries.batches++
    deliveries.inBatches += size
    deliveries.recent.push({ at: begunAt, size })
    if (deliveries.recent.length > maxRecent) deliveries.recent.shift()
  } else deliveries.alone += size
  deliveries.size = 0
}

/** Batches from which on their pauses are no accident, the least pause between two, and the least share of messages in batches. */
const minBatches = 3
const minPause: Milliseconds = 1000
const minBatchedShare = 0.9
/** Variation of the pauses of a buffer that is emptied again and again, and usual pauses from which on one is a nap. */
const maxPauseVariation = 0.35
const minNapMedians = 10

/** Messages of a usual batch, and the usual time from one to the next, as medians; undefined where messages come one by one. */
export function batchesOf(deliveries: Deliveries): { size: number; every: Milliseconds } | undefined {
  // The group that is not over counts as it is.
  const all = { ...deliveries, recent: [...deliveries.recent] }
  endGroup(all)
  const { batches, inBatches, alone, recent } = all
  if (batches < minBatches || inBatches < minBatchedShare * (inBatches + alone)) return undefined
  const pauses = recent.slice(1).map(({ at }, index) => at - recent[index]!.at)
  const every = median(pauses)
  const awake = pauses.filter((pause) => pause <= minNapMedians * every)
  return every >= minPause && variation(awake) <= maxPauseVariation
    ? { size: median(recent.map(({ size }) => size)), every }
    : undefined
}

/** Adds the messages of one stream to those of another and empties them. */
export function mergeDeliveries(into: Deliveries, from: Deliveries): void {
  // The group that is not over yet is that of the stream that goes on.
  if (into.size > 0) endGroup(from)
  into.recent = [...into.recent, ...from.recent].sort((one, other) => one.at - other.at).slice(-maxRecent)
  into.batches += from.batches
  into.inBatches += from.inBatches
  into.alone += from.alone
  if (into.size === 0) {
    into.begunAt = from.begunAt
    into.size = from.size
  }
  into.lastAt = Math.max(into.lastAt, from.lastAt)
  Object.assign(from, createDeliveries())
}
