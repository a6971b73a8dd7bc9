import { skippedRecords } from '../../wire/page-message.ts'
import { bareList, now } from '../browser/natives.ts'
import type { Run } from './message-run.ts'
import { batchTaken, collectedUnits, thinOut } from './payload-room.ts'
import type { Record } from './record.ts'

// Records that are to be handed over together: an event to the bridge costs several microseconds, a record in it a fraction of one.

let records = bareList<Record>()
let length = 0
// Facts in the batch: its records, and each message of a run.
let facts = 0
// Facts for which there was no room.
let skipped = 0
/** A batch of any length. */
export const noLimit = Number.POSITIVE_INFINITY
let limit = noLimit
let batches = 0
// Runs that hold unreported messages; they are added before the next record.
let openRuns = bareList<Run>()
let openRunCount = 0

/** Number of batches taken out so far. */
export const batchNumber = () => batches
/** Records in the batch. */
export const recordsWaiting = () => length
/** Facts in the batch, those included for which there was no room. */
export const factsWaiting = () => facts + skipped
/** Whether there was no room for a record. */
export const hasSkipped = () => skipped > 0
/** Whether the batch has grown to so many records or units of payloads. */
export const hasGrown = (to: number, units: number) => length >= to || collectedUnits() >= units

/** From now on the batch has room for so many records; what comes beyond them is counted. */
export function limitTo(most: number): void {
  limit = most
}

/** Adds a record, behind the messages that came before it. */
export function addRecord(record: Record): void {
  addRuns()
  add(record)
}

/** Adds what a run holds. */
export function addRun(run: Run): void {
  const record = run.take()
  if (record) add(record)
}

function add(record: Record): void {
  const count = (record['count'] as number | undefined) ?? 1
  if (length >= limit) {
    skipped += count
    return
  }
  thinOut(record)
  records[length++] = record
  facts += count
}

/** Registers a run that has unreported messages. */
export function openRun(run: Run): void {
  // searched from the end: mostly it is the run registered last
  for (let i = openRunCount - 1; i >= 0; i--) if (openRuns[i] === run) return
  openRuns[openRunCount++] = run
}

/** Adds what all runs hold. */
export function addRuns(): void {
  if (openRunCount === 0) return
  for (let i = 0; i < openRunCount; i++) addRun(openRuns[i]!)
  openRuns = bareList()
  openRunCount = 0
}

/** Takes out everything that waits for the bridge; undefined where there is nothing. */
export function takeBatch(): { records: Record[]; facts: number; __proto__: null } | undefined {
  addRuns()
  if (skipped > 0) {
    const count = skipped
    skipped = 0
    records[length++] = { __proto__: null, type: skippedRecords, at: now(), count }
    facts += count
  }
  if (length === 0) return undefined
  const taken = { __proto__: null, records, facts } as const
  batchTaken()
  records = bareList()
  length = 0
  facts = 0
  batches++
  return taken
}

/** Forgets everything that waits. */
export function dropBatch(): void {
  addRuns()
  batchTaken()
  records = bareList()
  length = 0
  facts = 0
  skipped = 0
}
