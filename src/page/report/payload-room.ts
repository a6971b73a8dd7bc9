import { viewLength } from '../browser/natives.ts'
import type { Record } from './record.ts'

// UTF-16 units and bytes of payloads that the bridge has not taken yet. Beyond it records lose their payload; sizes and times
// are kept for all.
const maxUnits = 64_000_000

// In the batch that is being collected, and in those that were posted.
let collected = 0
let posted = 0
let postedBatches = 0

/** UTF-16 units and bytes of the payloads in the batch that is being collected. */
export const collectedUnits = () => collected
/** UTF-16 units and bytes of payloads for which there is room. */
export const roomLeft = () => maxUnits - collected - posted

/** Drops the payload of a record where the bridge does not follow, and marks it as cut. */
export function thinOut(record: Record): void {
  const text = record['text']
  const data = record['data']
  if (text === undefined && data === undefined) return
  const size = typeof text === 'string' ? text.length : viewLength(data)
  if (size <= roomLeft()) {
    collected += size
    return
  }
  delete record['text']
  delete record['data']
  record['cut'] = true
}

/** Notes that a batch was posted. @param read bytes that were read into it since it was collected */
export function batchPosted(read: number): void {
  posted += collected + read
  collected = 0
  postedBatches++
}

/** Notes that the bridge has taken a batch. What was posted counts until it has taken all. */
export function batchTaken(): void {
  if (--postedBatches > 0) return
  postedBatches = 0
  posted = 0
}

/** Notes that what was collected is gone. */
export function batchGone(): void {
  collected = 0
}
