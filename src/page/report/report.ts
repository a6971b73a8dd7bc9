import {
  dormant,
  flushNow,
  type Mode,
  records as recordsEvent,
  setMode as setModeEvent,
  settleNow,
  skippedRecords,
  undecided,
  unsettled,
  watched,
} from '../../wire/page-message.ts'
import { addListener, bareList, dispatch, later, messageData, NativeMessageEvent, now } from '../browser/natives.ts'
import { forgetBlobs, readBlobs } from './blobs.ts'
import type { Run } from './message-run.ts'
import { batchGone, batchTaken, collectedUnits, roomLeft, thinOut } from './payload-room.ts'
import type { Record } from './record.ts'

// Records are collected and handed over together: an event to the bridge costs several microseconds, a record in it a fraction
// of one.
const flushAfterMs = 100
const flushAtRecords = 400
// UTF-16 units and bytes of payloads in a batch: one that is much larger would hold up the page in one piece.
const flushAtUnits = 4_000_000
// In ms: how long a batch waits for its Blobs to be read, and the records that may come meanwhile.
const maxReadMs = 1000
const maxRecordsMeanwhile = 5000
// Records kept until the background has said whether this tab is watched. The oldest are kept, the rest are counted.
const maxUndecidedRecords = 2000

let port: MessagePort | undefined
let mode: Mode = dormant
let batch = bareList<Record>()
let length = 0
// Facts in the batch: its records, and each message of a run.
let facts = 0
// A batch that waits for its Blobs to be read.
let held: Record[] | undefined
// Facts in the batch that was taken out last, until it is handed over.
let takenFacts = 0
// The bridge has asked for all that was recorded by then, and the number of the batch with the last of it.
let settling = false
let settlesWith = 0
let timer = false
let skipped = 0
let batches = 0
let nextId = 1
// Runs that hold unreported messages; they are reported before the next record.
let openRuns = bareList<Run>()
let openRunCount = 0
// The page is going away, so no timer will run for events that its own listeners still cause.
let leaving = false
let onMode: (mode: Mode, again: boolean) => void = () => {}

/** The mode that the bridge has set. */
export const currentMode = () => mode
/** An id for a connection or exchange, unique in the document. */
export const newId = () => nextId++
/** Number of batches taken out so far. */
export const batchNumber = () => batches

/**
 * Hands a record to the bridge with the next batch. Takes a function so that building the record cannot hurt the page
 * either: errors in it are dropped.
 */
export function report(make: () => Record | undefined): void {
  if (mode === dormant) return
  try {
    const record = make()
    if (!record) return
    takeRuns()
    if (isFull()) {
      skipped++
      return
    }
    put(record)
    flushWhenDue()
  } catch {
    // a lost record is better than a broken page
  }
}

/** Registers a run that has unreported messages: it is reported with the next batch, and before the next record. */
export function keepOpen(run: Run): void {
  // searched from the end: mostly it is the run registered last
  for (let i = openRunCount - 1; i >= 0; i--) if (openRuns[i] === run) return
  openRuns[openRunCount++] = run
  flushSoon()
}

/** Adds what a run holds to the batch. */
export function reportRun(run: Run): void {
  putRun(run)
  flushWhenDue()
}

function putRun(run: Run): void {
  const record = run.take()
  if (!record) return
  if (isFull()) skipped += record['count'] as number
  else put(record)
}

function put(record: Record): void {
  thinOut(record)
  batch[length++] = record
  facts += (record['count'] as number | undefined) ?? 1
}

function flushWhenDue(): void {
  if (leaving && mode === watched) flushAtOnce()
  else if ((length >= flushAtRecords || collectedUnits() >= flushAtUnits) && mode === watched) flush()
  else flushSoon()
}

const isFull = () => mode === undecided && length >= maxUndecidedRecords

function takeRuns(): void {
  if (openRunCount === 0) return
  for (let i = 0; i < openRunCount; i++) putRun(openRuns[i]!)
  openRuns = bareList()
  openRunCount = 0
}

function flushSoon(): void {
  if (timer || mode !== watched) return
  timer = true
  later(onTimer, flushAfterMs)
}

function onTimer(): void {
  timer = false
  flush()
}

/** Runs only in a page that stayed or came back from the back/forward cache. */
function onReturn(): void {
  leaving = false
}

/** Takes out everything that waits for the bridge; undefined where there is nothing. */
function takeBatch(): Record[] | undefined {
  takeRuns()
  if (skipped > 0) put({ __proto__: null, type: skippedRecords, at: now(), count: skipped })
  skipped = 0
  if (length === 0) return undefined
  const records = batch
  takenFacts = facts
  batchTaken()
  batch = bareList()
  length = 0
  facts = 0
  batches++
  return records
}

function flush(): void {
  if (held) {
    if (length < maxRecordsMeanwhile) return
    release(held)
  }
  const records = port && takeBatch()
  if (!records) return
  held = records
  readBlobs(roomLeft(), () => release(records))
  if (held) later(() => release(records), maxReadMs)
}

/** Hands over a batch that was held, whether its Blobs have been read or not. */
function release(records: Record[]): void {
  if (held !== records) return
  held = undefined
  handOver(records)
  if (settling && batches >= settlesWith) tellUnsettled(0)
  if (length > 0) flushSoon()
}

/** Hands over everything while the page goes away: there is no time to read Blobs. */
function flushAtOnce(): void {
  if (held) release(held)
  const records = port && takeBatch()
  forgetBlobs()
  if (records) handOver(records)
}

function handOver(records: Record[]): void {
  batchGone()
  takenFacts = 0
  const event = { __proto__: null, data: records, cancelable: true } as MessageEventInit
  if (dispatch(port!, new NativeMessageEvent(recordsEvent, event))) setMode(dormant)
}

/** What is collected by now is handed over, as soon as its Blobs are read. */
function settle(): void {
  takeRuns()
  settling = true
  settlesWith = length + skipped > 0 ? batches + 1 : batches
  flush()
  if (settling) tellUnsettled(held ? facts + skipped + takenFacts : 0)
}

function tellUnsettled(data: number): void {
  settling = data > 0
  dispatch(port!, new NativeMessageEvent(unsettled, { __proto__: null, data } as MessageEventInit))
}

/**
 * Takes the port that the bridge offered.
 * @param first mode to begin with; anything but `watched` is taken as `undecided`
 * @param changed receives each new mode, the first at once. `again`: a second panel asks for what is open
 */
export function adoptPort(offered: MessagePort, first: unknown, changed: (mode: Mode, again: boolean) => void): void {
  port = offered
  onMode = changed
  addListener(port, setModeEvent, (event: Event) => {
    const data = messageData(event)
    if (data === dormant || data === undecided || data === watched) setMode(data)
  })
  addListener(port, settleNow, settle)
  addListener(port, flushNow, () => {
    leaving = true
    flushAtOnce()
    later(onReturn, 0)
  })
  setMode(first === watched ? watched : undecided)
}

function setMode(next: Mode): void {
  const again = next === mode
  if (again && next !== watched) return
  mode = next
  if (next === dormant) {
    takeRuns()
    batch = bareList()
    length = 0
    facts = 0
    skipped = 0
    batchTaken()
    batchGone()
    held = undefined
    takenFacts = 0
    forgetBlobs()
  }
  onMode(next, again)
  // Connections whose records were skipped for lack of room are announced once more.
  if (next === watched && skipped > 0) onMode(next, true)
  if (next === watched) flush()
}
