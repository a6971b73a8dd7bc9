import { dormant } from '../../wire/page-message.ts'
import { slice } from '../browser/natives.ts'
import { createRun, type Run } from './message-run.ts'
import { sizeOf, withMessage } from './payload.ts'
import { type Record, record } from './record.ts'
import { batchNumber, currentMode, keepOpen, report, reportRun } from './report.ts'

// Bounds on what a flood reports. Of the messages of a connection in one batch (50 ms), the first 100 are reported whole;
// of the rest every hundredth, and of all others time and size only. The size of their event ids is estimated from the
// messages that are reported whole.
const maxWholePerBatch = 100
const sampleEvery = 100
const maxEventIdLength = 8192

/** The messages of a connection in one direction. */
export interface MessageFlow {
  /**
   * Reports a message that has just been sent or received. `name` and `eventId` are those of an EventSource. Never throws.
   */
  tell(value: unknown, name?: string, eventId?: string): void
}

/**
 * @param id of the connection
 * @param channel number of a data channel
 */
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

  /**
   * Reports a message by time and size only.
   * @returns false where the size cannot be known here; the message must then be reported whole
   */
  function addToRun(value: unknown, name: string | undefined): boolean {
    const bytes = sizeOf(value)
    if (bytes === undefined) return false
    const of = typeof value === 'string' ? 'text' : 'binary'
    if (run && (of !== kind || name !== runName)) reportRun(run) // the run so far holds messages of another kind
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
      // A server may send an event id of any length, and it is repeated with every event.
      if (eventId) event['eventId'] = slice(eventId, 0, maxEventIdLength)
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
        const sampled = inBatch <= maxWholePerBatch || inBatch % sampleEvery === 0
        if (sampled || !addToRun(value, name)) tellWhole(value, name, eventId)
      } catch {
        // one message missing from the count is better than a broken page
      }
    },
  }
}
