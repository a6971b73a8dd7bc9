import { dormant } from '../../wire/page-message.ts'
import { max, messageId, min, now, slice } from '../browser/natives.ts'
import { batchNumber } from './batch.ts'
import { createRun, maxInRun, type Run, type RunKind } from './message-run.ts'
import { isBlob, maxPayload, sizeOf, withMessage } from './payload.ts'
import { type Record, record } from './record.ts'
import { currentMode, keepOpen, report, reportRun } from './report.ts'

// Of the messages of a connection in one batch (100 ms), the first are reported one by one, the others in runs, which cost the page
// a fraction of that.
const maxSinglePerBatch = 20
const maxEventIdLength = 8192
// Payloads are reported whole up to 50 MB/s or 50,000 messages/s, and for a second beyond that; then as many as fit.
const bytesPerMs = 50_000
const bytesPerMessage = 1000
const maxSaved = 1000 * bytesPerMs

/** The messages of a connection in one direction. */
export interface MessageFlow {
  /**
   * Reports a message that has just been sent or received. Never throws.
   * @param name of an event of an EventSource
   * @param event that event, where it may have an id
   */
  tell(value: unknown, name?: string, event?: Event): void
}

/**
 * @param id of the connection
 * @param channel number of a data channel
 */
export function createFlow(id: number, dir: 'in' | 'out', channel?: number): MessageFlow {
  let batch = -1
  let inBatch = 0
  const runs: { [kind in RunKind]?: Run } & { __proto__: null } = { __proto__: null }
  let kind: RunKind = 'text'
  let runName: string | undefined
  let saved = maxSaved
  let savedAt = 0

  /** Whether a payload may be reported now, by the rate of those before it. */
  function fits(size: number, at: number): boolean {
    saved = min(maxSaved, saved + (at - savedAt) * bytesPerMs)
    savedAt = at
    const cost = max(size, bytesPerMessage)
    if (cost > saved) return false
    saved -= cost
    return true
  }

  const describe = (event: Record) => {
    event['dir'] = dir
    event['kind'] = kind === 'text' ? kind : 'binary'
    if (channel !== undefined) event['channel'] = channel
    if (runName !== undefined) event['name'] = runName
  }

  function addToRun(value: unknown, at: number, size: number, name: string | undefined, whole: boolean): void {
    const of = kindOf(value)
    const last = runs[kind]
    if (last && (of !== kind || name !== runName)) reportRun(last) // the run so far holds messages of another kind
    kind = of
    runName = name
    runs[of] ??= createRun(id, of, describe)
    const run = runs[of]
    if (run.add(value, at, size, whole)) reportRun(run)
    else keepOpen(run)
  }

  function tellWhole(value: unknown, name: string | undefined, message: Event | undefined, whole: boolean): void {
    report(() => {
      const event = record('message', id)
      event['dir'] = dir
      if (channel !== undefined) event['channel'] = channel
      if (name !== undefined) event['name'] = name
      // A server may send an event id of any length, and it is repeated with every event.
      const eventId = message && messageId(message)
      if (eventId) event['eventId'] = slice(eventId, 0, maxEventIdLength)
      return withMessage(event, value, whole)
    })
  }

  return {
    tell(value, name, event) {
      try {
        if (currentMode() === dormant) return
        if (batch !== batchNumber()) {
          batch = batchNumber()
          inBatch = 0
        }
        const size = typeof value === 'string' ? value.length : sizeOf(value)
        const at = now()
        const whole = fits(min(size ?? 0, maxPayload), at)
        if (++inBatch <= maxSinglePerBatch || size === undefined || size > maxInRun)
          tellWhole(value, name, event, whole)
        else addToRun(value, at, size, name, whole)
      } catch {
        // one message missing from the count is better than a broken page
      }
    },
  }
}

/** The kind of a value that has a size. */
const kindOf = (value: unknown): RunKind => (typeof value === 'string' ? 'text' : isBlob(value) ? 'blob' : 'binary')
