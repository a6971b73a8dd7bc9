import {
  dormant,
  flushNow,
  lastRecords,
  type Mode,
  skippedRecords,
  stillThere,
  undecided,
  watched,
} from '../../wire/page-message.ts'
import {
  addListener,
  bareList,
  dispatch,
  later,
  messageData,
  NativeMessageEvent,
  now,
  postMessage,
  startPort,
  viewLength,
} from '../browser/natives.ts'
import type { Run } from './message-run.ts'

/** One event as the page reports it: flat, and without a prototype that the page could have changed. */
export type Record = { __proto__: null; type: string; at: number } & { [field: string]: unknown }

// One message to the bridge costs several microseconds, one record in it a fraction of one: records travel together.
const flushAfter = 50
const flushAt = 400
// Heads of payloads in one batch; beyond it only every hundredth is sent along, sizes and times of all.
const headsInBatch = 1_000_000
const sampleEvery = 100
// Before anybody has said whether this tab is watched, this much is kept, the oldest first to stay, and the rest counted.
const undecidedLimit = 2000

let port: MessagePort | undefined
let mode: Mode = dormant
let batch = bareList<Record>()
let length = 0
let heads = 0
let samples = 0
let timer = false
let skipped = 0
let batches = 0
let nextId = 1
// Runs that have something to tell, which comes before whatever is told next.
let open = bareList<Run>()
let openCount = 0
// The page goes away: there will be no later for what it still does in its own listeners.
let leaving = false
let onMode: (mode: Mode, again: boolean) => void = () => {}

export const currentMode = () => mode
export const newId = () => nextId++
/** Grows with each batch that is handed over. */
export const batchNumber = () => batches

/**
 * Hands a record to the bridge, some time soon. Takes a function so that even building the record cannot hurt the page:
 * whatever goes wrong in it, the page does not notice.
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
    thinOut(record)
    batch[length++] = record
    if (leaving && mode === watched) flushAtOnce()
    else if (length >= flushAt && mode === watched) flush()
    else flushSoon()
  } catch {
    // a lost record is better than a broken page
  }
}

/** Something was added to a run: it will be told with the next batch, and before the next record. */
export function keepOpen(run: Run): void {
  // Mostly it is the one that was added to last.
  for (let i = openCount - 1; i >= 0; i--) if (open[i] === run) return
  open[openCount++] = run
  flushSoon()
}

/** Tells what a run has. */
export function reportRun(run: Run): void {
  const record = run.take()
  if (!record) return
  if (isFull()) skipped += record['count'] as number
  else batch[length++] = record
}

const isFull = () => mode === undecided && length >= undecidedLimit

function takeRuns(): void {
  if (openCount === 0) return
  for (let i = 0; i < openCount; i++) reportRun(open[i]!)
  open = bareList()
  openCount = 0
}

function flushSoon(): void {
  if (timer || mode !== watched) return
  timer = true
  later(onTimer, flushAfter)
}

/** Under load the payloads go first: the bridge is told that something was cut, never how to guess what. */
function thinOut(record: Record): void {
  const text = record['text']
  const data = record['data']
  if (text === undefined && data === undefined) return
  if (heads > headsInBatch && samples++ % sampleEvery !== 0) {
    delete record['text']
    delete record['data']
    record['cut'] = true
    return
  }
  heads += typeof text === 'string' ? text.length : viewLength(data)
}

function onTimer(): void {
  timer = false
  flush()
}

/** Only a page that came back, or never went, gets to run a timer. */
function onReturn(): void {
  leaving = false
}

/** Everything there is to hand over; undefined where that is nothing. */
function takeBatch(): Record[] | undefined {
  takeRuns()
  if (skipped > 0) batch[length++] = { __proto__: null, type: skippedRecords, at: now(), count: skipped }
  skipped = 0
  if (length === 0) return undefined
  const records = batch
  batch = bareList()
  length = 0
  heads = 0
  batches++
  return records
}

function flush(): void {
  const records = port && takeBatch()
  if (!records) return
  // Firefox takes a bridge away with its extension, and nothing on the port tells.
  const ask = new NativeMessageEvent(stillThere, { __proto__: null, cancelable: true } as MessageEventInit)
  if (dispatch(port!, ask)) return setMode(dormant)
  try {
    postMessage(port!, records)
  } catch {
    // the bridge is gone
  }
}

/** The page goes away: a posted message would be lost, an event on the port object is not. */
function flushAtOnce(): void {
  const records = port && takeBatch()
  if (!records) return
  dispatch(port!, new NativeMessageEvent(lastRecords, { __proto__: null, data: records } as MessageEventInit))
}

/**
 * Takes the port that the bridge offered.
 * @param first mode to begin with; anything but 'watched' is taken as 'undecided'
 * @param changed is told each new mode; the first comes at once. `again`: a second panel wants to know what is there
 */
export function adoptPort(offered: MessagePort, first: unknown, changed: (mode: Mode, again: boolean) => void): void {
  port = offered
  onMode = changed
  addListener(port, 'message', (event: Event) => {
    const data = messageData(event)
    if (data === dormant || data === undecided || data === watched) setMode(data)
  })
  addListener(port, flushNow, () => {
    flushAtOnce()
    leaving = true
    later(onReturn, 0)
  })
  startPort(port)
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
    skipped = 0
  }
  onMode(next, again)
  // What was opened when there was no room is told of once more.
  if (next === watched && skipped > 0) onMode(next, true)
  if (next === watched) flush()
}

/** A record with its time. */
export function record(type: string, id: number): Record {
  return { __proto__: null, type, id, at: now() }
}
