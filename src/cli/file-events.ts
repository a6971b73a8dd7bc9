import type { CaptureEvent } from '../core/event/event.ts'
import type { ExportEvents } from '../format/export/export-source.ts'
import { browserOfFile, type FileHeader, redactionOfFile } from '../format/read-file.ts'
import type { RedactionReport } from '../format/redact/concealer.ts'
import type { Redactor } from '../format/redact/redact.ts'
import { withOwn } from '../format/session/redaction-line.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { nameOfFile, readCapture } from './read-capture.ts'

/** The events of a file, for a writer, and what is wrong with the file. */
export interface FileEvents extends ExportEvents {
  /** What could not be read of the file, as a sentence, once its events were read. */
  problem(): string | undefined
}

/** Events of a HAR come one at a time: so many are taken as a batch, each with a payload of a megabyte perhaps. */
const batch = 50

/**
 * The events of a session or a HAR, each time it is asked for them from the first on.
 * @param redactor replaces secrets; undefined leaves them in
 * @param note as in `ExportEvents`
 */
export function eventsOfFile(file: string, redactor: Redactor | undefined, note: ExportEvents['note']): FileEvents {
  let header: FileHeader | undefined
  let userAgent: string | undefined
  let problem: string | undefined
  let before: RedactionReport[] = []

  return {
    async *events(wanted = () => true) {
      before = []
      const shown = (event: CaptureEvent): readonly CaptureEvent[] => {
        if (event.type === 'document') userAgent ??= event.userAgent
        if (!wanted(event)) return []
        return redactor ? redactor.redact(event) : [event]
      }
      let alone: CaptureEvent[] = []
      for await (const item of readCapture(file)) {
        if (item.kind === 'events') yield item.events.flatMap(shown)
        else if (item.kind === 'event') {
          if (alone.push(...shown(item.event)) < batch) continue
          yield alone
          alone = []
        } else if (item.kind === 'problem') problem = `${nameOfFile(file)}: ${item.sentence}`
        else if (item.kind === 'header') header = item
        else before.push(item.report)
      }
      if (!header) throw new CommandProblem(problem ?? `${nameOfFile(file)}: the file is empty`, exitCodes.usage)
      yield alone
    },
    browser: () => (header ? browserOfFile(header, userAgent) : ''),
    isRedacted: () => redactor !== undefined || redactionOfFile(header, before).wasRedacted,
    redactions: () => withOwn(before, redactor),
    note,
    problem: () => problem,
  }
}
