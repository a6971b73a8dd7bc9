import { redactionLine } from '../session/redaction-line.ts'
import { eventLine, headerLine } from '../session/write.ts'
import type { ExportEvents } from './export-source.ts'

/**
 * Writes a Duplex session: the events of a HAR or a dump, or those of a session, with or without their secrets. Of a browser that only a later
 * event names the header says nothing; readers find it in that event.
 */
export async function* writeSession(source: ExportEvents): AsyncGenerator<string> {
  let isBegun = false
  const header = () => headerLine({ browser: source.browser(), redacted: source.isRedacted(), createdAt: Date.now() })
  for await (const events of source.events()) {
    yield (isBegun ? '' : header()) + events.map(eventLine).join('')
    isBegun = true
  }
  if (!isBegun) yield header()
  yield source.redactions().map(redactionLine).join('')
}
