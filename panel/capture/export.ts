import type { CaptureEvent } from '../../src/core/event/event.ts'
import type { RedactionReport } from '../../src/format/redact/concealer.ts'
import { createRedactor, type RedactionChoice } from '../../src/format/redact/redact.ts'
import { type FileRedaction, redactionLine, withOwn } from '../../src/format/session/redaction-line.ts'
import { sessionExtension } from '../../src/format/session/session-file.ts'
import { headerLine, rewriteLines } from '../../src/format/session/write.ts'
import type { Recording } from './recording.ts'

/** A recording that can be written to a file, the browser that it was made in, and what of it was replaced before it was opened. */
export interface Exported {
  recording: Recording
  browser: string
  redaction?: FileRedaction
}

const notBefore: FileRedaction = { wasRedacted: false, redactions: [] }

/**
 * The session file of a recording as text, in parts.
 * @param choice what is replaced, kept and left out; undefined for all as it is
 */
export async function* fileParts(
  { recording, browser, redaction: { wasRedacted, redactions } = notBefore }: Exported,
  choice: RedactionChoice | undefined,
): AsyncGenerator<string> {
  yield headerLine({ browser, redacted: wasRedacted || choice !== undefined, createdAt: Date.now() })
  const parts = recording.parts()
  const redactor = choice && createRedactor(choice)
  yield* redactor ? rewriteLines(parts, (event) => redactor.redact(event)) : parts
  for (const report of withOwn(redactions, redactor)) yield redactionLine(report)
}

/**
 * What an export with this choice would replace, again and again as more of the recording has been read; the last one is of all. Between them
 * the panel can draw and take clicks.
 */
export async function* previewRedaction(
  { recording }: Exported,
  choice: RedactionChoice,
): AsyncGenerator<RedactionReport> {
  const redactor = createRedactor(choice)
  let begun = performance.now()
  for await (const part of recording.parts())
    for (const line of part.split('\n')) {
      if (line !== '') redactor.redact(JSON.parse(line) as CaptureEvent)
      if (performance.now() - begun < sliceMs) continue
      yield redactor.report()
      await new Promise((resume) => setTimeout(resume))
      begun = performance.now()
    }
  yield redactor.report()
}

// Longer work at a time would delay what somebody types or clicks (https://web.dev/articles/optimize-long-tasks).
const sliceMs = 50

// In ms. The browser reads the blob by its address, and reports neither the begin nor the end of that.
const addressLifeMs = 60_000

/** Compresses a session file and hands it to the browser's downloads. */
export async function download(texts: AsyncIterable<string>): Promise<void> {
  const parts: Blob[] = []
  for await (const text of texts) parts.push(new Blob([text]))
  const zipped = new Blob(parts).stream().pipeThrough(new CompressionStream('gzip'))
  const blob = await new Response(zipped, { headers: { 'content-type': 'application/gzip' } }).blob()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `duplex-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}${sessionExtension}.gz`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), addressLifeMs)
}
