import { dormant, flushNow, lastRecords, type Mode, undecided, watched } from '../wire/page-message.ts'
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
} from './natives.ts'

/** One event as the page reports it: flat, and without a prototype that the page could have changed. */
export type Record = { __proto__: null; type: string; at: number } & { [field: string]: unknown }

// One message to the bridge costs several microseconds, one record in it a fraction of one: records travel together.
const flushAfter = 50
const flushAt = 400
// Heads of payloads in one batch; beyond it only every hundredth is sent along, sizes and times of all.
const headsInBatch = 1_000_000
const sampleEvery = 100
// Before anybody has said whether this tab is watched, this much is kept, the oldest first to stay.
const undecidedLimit = 2000

let port: MessagePort | undefined
let mode: Mode = dormant
let batch = bareList<Record>()
let length = 0
let heads = 0
let samples = 0
let timer = false
let nextId = 1
let onMode: (mode: Mode, again: boolean) => void = () => {}

export const currentMode = () => mode
export const newId = () => nextId++

/**
 * Hands a record to the bridge, some time soon. Takes a function so that even building the record cannot hurt the page:
 * whatever goes wrong in it, the page does not notice.
 */
export function report(make: () => Record | undefined): void {
  if (mode === dormant) return
  try {
    const record = make()
    if (!record) return
    if (mode === undecided && length >= undecidedLimit) return
    thinOut(record)
    batch[length++] = record
    if (mode === undecided) return
    if (length >= flushAt) flush()
    else if (!timer) {
      timer = true
      later(onTimer, flushAfter)
    }
  } catch {
    // a lost record is better than a broken page
  }
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

function flush(): void {
  if (length === 0 || !port) return
  const records = batch
  batch = bareList()
  length = 0
  heads = 0
  try {
    postMessage(port, records)
  } catch {
    // the bridge is gone
  }
}

/** The page goes away: a posted message would be lost, an event on the port object is not. */
function flushAtOnce(): void {
  if (length === 0 || !port) return
  const records = batch
  batch = bareList()
  length = 0
  heads = 0
  dispatch(port, new NativeMessageEvent(lastRecords, { __proto__: null, data: records } as MessageEventInit))
}

/**
 * Takes the port that the bridge offered.
 * @param changed is told each new mode; the first comes at once. `again`: a second panel wants to know what is there
 */
export function adoptPort(offered: MessagePort, changed: (mode: Mode, again: boolean) => void): void {
  port = offered
  onMode = changed
  addListener(port, 'message', (event: Event) => {
    const data = messageData(event)
    if (data === dormant || data === undecided || data === watched) setMode(data)
  })
  addListener(port, flushNow, flushAtOnce)
  startPort(port)
  setMode(undecided)
}

function setMode(next: Mode): void {
  const again = next === mode
  if (again && next !== watched) return
  mode = next
  if (next === dormant) {
    batch = bareList()
    length = 0
  }
  onMode(next, again)
  if (next === watched) flush()
}

/** A record with its time. */
export function record(type: string, id: number): Record {
  return { __proto__: null, type, id, at: now() }
}
