import { appendRow, forgetOldestPayload, type NewRow } from './message-log.ts'
import type { Session } from './session.ts'
import type { Stream } from './stream.ts'

/** Adds a row to a stream's log and keeps the payloads of all streams within the budget: this stream's oldest go first. */
export function addRow(session: Session, stream: Stream, row: NewRow): void {
  const { rows, payloads } = session.keep
  if (!rows) return
  if (payloads === 0) {
    appendRow(stream.log, { ...row, payload: undefined })
    return
  }
  appendRow(stream.log, row)
  session.payloadUnits += row.payload?.length ?? 0
  if (session.payloadUnits > payloads) forgetPayloads(session, stream)
}

function forgetPayloads(session: Session, first: Stream): void {
  forgetOf(session, first)
  for (const stream of session.streams) {
    if (session.payloadUnits <= session.keep.payloads) return
    forgetOf(session, stream)
  }
}

function forgetOf(session: Session, stream: Stream): void {
  while (session.payloadUnits > session.keep.payloads) {
    const freed = forgetOldestPayload(stream.log)
    if (freed < 0) return
    session.payloadUnits -= freed
  }
}
