import { dormant } from '../../wire/page-message.ts'
import { slice } from '../browser/natives.ts'
import { createRun, type Run } from './message-run.ts'
import { sizeOf, withMessage } from './payload.ts'
import { batchNumber, currentMode, keepOpen, type Record, record, report, reportRun } from './report.ts'

// In one batch (50 ms) so many messages of a connection are told whole; of the others every hundredth, and of all time and size.
// What the ids of events weigh that are left out is taken from those that are told.
const wholeInBatch = 100
const sampleEvery = 100
const longestId = 8192

/** The messages of a connection in one direction. */
export interface MessageFlow {
  /** Tells a message that has just crossed. `name` and `eventId` are those of an EventSource. Never throws. */
  tell(value: unknown, name?: string, eventId?: string): void
}

/** @param channel number of a data channel */
export function createFlow(id: number, dir: 'in' | 'out', channel?: number): MessageFlow {
  let batch = -1
  let inBatch = 0
  let run: Run | undefined
  let kind: 'text' | 'binary' = 'text'
  let runName: string | undefined

  const describe = (event: Record) => {
    event['dir'] = dir
    event['kind'] = kind
    if (channel !== undefined) event['channel'] = channel
    if (runName !== undefined) event['name'] = runName
  }

  /** @returns whether the message is told; one without a size that can be known here is told whole. */
  function addToRun(value: unknown, name: string | undefined): boolean {
    const bytes = sizeOf(value)
    if (bytes === undefined) return false
    const of = typeof value === 'string' ? 'text' : 'binary'
    if (run && (of !== kind || name !== runName)) reportRun(run) // what it has so far was of the other kind
    kind = of
    runName = name
    run ??= createRun(id, describe)
    if (run.add(bytes)) reportRun(run)
    else keepOpen(run)
    return true
  }

  function tellWhole(value: unknown, name: string | undefined, eventId: string | undefined): void {
    report(() => {
      const event = record('message', id)
      event['dir'] = dir
      if (channel !== undefined) event['channel'] = channel
      if (name !== undefined) event['name'] = name
      // A server may make it as long as it likes, and it comes again with every event.
      if (eventId) event['eventId'] = slice(eventId, 0, longestId)
      return withMessage(event, value)
    })
  }

  return {
    tell(value, name, eventId) {
      try {
        if (currentMode() === dormant) return
        if (batch !== batchNumber()) {
          batch = batchNumber()
          inBatch = 0
        }
        inBatch++
        const sampled = inBatch <= wholeInBatch || inBatch % sampleEvery === 0
        if (sampled || !addToRun(value, name)) tellWhole(value, name, eventId)
      } catch {
        // a message less in the count is better than a broken page
      }
    },
  }
}
