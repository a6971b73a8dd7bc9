import {
  dormant,
  flushNow,
  type Mode,
  records as recordsEvent,
  setMode as setModeEvent,
  settleNow,
  undecided,
  unsettled,
  watched,
} from '../../wire/page-message.ts'
import { addListener, dispatch, later, messageData, NativeMessageEvent } from '../browser/natives.ts'
import {
  addRecord,
  addRun,
  addRuns,
  batchNumber,
  dropBatch,
  factsWaiting,
  hasGrown,
  hasSkipped,
  limitTo,
  noLimit,
  openRun,
  recordsWaiting,
  takeBatch,
} from './batch.ts'
import { forgetBlobs, readBlobs } from './blobs.ts'
import type { Run } from './message-run.ts'
import { batchGone, roomLeft } from './payload-room.ts'
import type { Record } from './record.ts'

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
// A batch that waits for its Blobs to be read, and the facts in it.
let held: Record[] | undefined
let heldFacts = 0
// The bridge has asked for all that was recorded by then, and the number of the batch with the last of it.
let settling = false
let settlesWith = 0
let timer = false
let nextId = 1
// The page is going away, so no timer will run for events that its own listeners still cause.
let leaving = false
let onMode: (mode: Mode, again: boolean) => void = () => {}

/** The mode that the bridge has set. */
export const currentMode = () => mode
/** An id for a connection or exchange, unique in the document. */
export const newId = () => nextId++

/**
 * Hands a record to the bridge with the next batch. Takes a function so that building the record cannot hurt the page
 * either: errors in it are dropped.
 */
export function report(make: () => Record | undefined): void {
  if (mode === dormant) return
  try {
    const record = make()
    if (!record) return
    addRecord(record)
    flushWhenDue()
  } catch {
    // a lost record is better than a broken page
  }
}

/** Registers a run that has unreported messages: it is reported with the next batch, and before the next record. */
export function keepOpen(run: Run): void {
  openRun(run)
  flushSoon()
}

/** Adds what a run holds to the batch. */
export function reportRun(run: Run): void {
  addRun(run)
  flushWhenDue()
}

function flushWhenDue(): void {
  if (mode !== watched) return
  if (leaving) flushAtOnce()
  else if (hasGrown(flushAtRecords, flushAtUnits)) flush()
  else flushSoon()
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

/** Hands the batch over, or holds it until its Blobs are read. */
function flush(): void {
  if (held) {
    if (recordsWaiting() < maxRecordsMeanwhile) return
    release(held)
  }
  const batch = port && takeBatch()
  if (!batch) return
  const { records } = batch
  held = records
  heldFacts = batch.facts
  readBlobs(roomLeft(), () => release(records))
  if (held) later(() => release(records), maxReadMs)
}

/** Hands over a batch that was held, whether its Blobs have been read or not. */
function release(records: Record[]): void {
  if (held !== records) return
  held = undefined
  handOver(records)
  if (settling && batchNumber() >= settlesWith) tellUnsettled(0)
  if (recordsWaiting() > 0) flushSoon()
}

/** Hands over everything while the page goes away: there is no time to read Blobs. */
function flushAtOnce(): void {
  if (held) release(held)
  const batch = port && takeBatch()
  forgetBlobs()
  if (batch) handOver(batch.records)
}

function handOver(records: Record[]): void {
  batchGone()
  const event = { __proto__: null, data: records, cancelable: true } as MessageEventInit
  if (dispatch(port!, new NativeMessageEvent(recordsEvent, event))) setMode(dormant)
}

/** What is collected by now is handed over, as soon as its Blobs are read. */
function settle(): void {
  addRuns()
  settling = true
  settlesWith = factsWaiting() > 0 ? batchNumber() + 1 : batchNumber()
  flush()
  if (settling) tellUnsettled(held ? factsWaiting() + heldFacts : 0)
}

function tellUnsettled(data: number): void {
  settling = data > 0
  dispatch(port!, new NativeMessageEvent(unsettled, { __proto__: null, data } as MessageEventInit))
}

/** The page goes away, or into the back/forward cache. */
function leave(): void {
  leaving = true
  flushAtOnce()
  later(onReturn, 0)
}

/** Runs only in a page that stayed or came back from the back/forward cache. */
function onReturn(): void {
  leaving = false
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
  addListener(port, flushNow, leave)
  setMode(first === watched ? watched : undecided)
}

function setMode(next: Mode): void {
  const again = next === mode
  if (again && next !== watched) return
  mode = next
  limitTo(next === undecided ? maxUndecidedRecords : noLimit)
  if (next === dormant) {
    dropBatch()
    batchGone()
    held = undefined
    forgetBlobs()
  }
  onMode(next, again)
  // Connections whose records were skipped for lack of room are announced once more.
  if (next === watched && hasSkipped()) onMode(next, true)
  if (next === watched) flush()
}
