import { viewLength } from '../browser/natives.ts'
import type { Record } from './record.ts'

// UTF-16 units and bytes of payloads in a batch that waits: for its Blobs, or until the tab is known to be watched. Beyond it
// records lose their payload; sizes and times are kept for all.
const maxUnits = 64_000_000

let collected = 0
let taken = 0

/** UTF-16 units and bytes of the payloads in the batch that is being collected. */
export const collectedUnits = () => collected
/** UTF-16 units and bytes of payloads for which there is room, beside that batch and one that waits for its Blobs. */
export const roomLeft = () => maxUnits - collected - taken

/** Drops the payload of a record for which there is no room, and marks it as cut. */
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

/** Notes that what was collected is taken out, and another batch begins. */
export function batchTaken(): void {
  taken += collected
  collected = 0
}

/** Notes that what was taken out is handed over. */
export function batchGone(): void {
  taken = 0
}
