import type { Session } from '../../session/session.ts'
import { type Stream, streamOf } from '../stream.ts'
import { appendRow, forgetOldestPayload, type NewRow } from './message-log.ts'

/** Adds a row to a stream's log and keeps the payloads of all streams within the budget: the oldest go first. */
export function addRow(session: Session, stream: Stream, row: NewRow): void {
  const { rows, payloads } = session.keep
  if (!rows) return
  if (payloads === 0) {
    appendRow(stream.log, { ...row, payload: undefined })
    return
  }
  appendRow(stream.log, row)
  if (!row.payload) return
  session.payloadUnits += row.payload.length
  session.payloadOrder.streams.push(stream)
  while (session.payloadUnits > payloads) forgetOldest(session)
}

/** Whose payload came when, the oldest first; what stands before `first` has been let go. */
export interface PayloadOrder {
  streams: Stream[]
  first: number
}

// Taking out of the front of a long list moves all of it: it is done for so many at once.
const takenOutAtOnce = 4096

function forgetOldest(session: Session): void {
  const { payloadOrder: order } = session
  const stream = order.streams[order.first++]
  // Rows may have become another stream's meanwhile, so that there are more than it is known for.
  const freed = stream
    ? forgetOldestPayload(streamOf({ stream }).log)
    : session.streams.reduce((sum, { log }) => sum + Math.max(0, forgetOldestPayload(log)), 0)
  if (freed > 0) session.payloadUnits -= freed
  if (order.first < takenOutAtOnce && stream) return
  order.streams.splice(0, order.first)
  order.first = 0
}
